"""The three ways in, and what those get who have none."""

from __future__ import annotations

from aiohttp import ClientResponse, ClientSession, CookieJar, encode_basic_auth
import pytest

from tests.simulator import DATA_PATH, AuthKind, Refusal
from tests.simulator.auth import SESSION_COOKIE

from .conftest import Reader


def _basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": encode_basic_auth(name, password)}


async def _get(reader: Reader, **options: object) -> ClientResponse:
    url = reader.sim.url + DATA_PATH
    async with reader.session.get(url, allow_redirects=False, **options) as response:  # type: ignore[arg-type]
        await response.read()
        return response


async def test_basic(reader: Reader) -> None:
    key = reader.pbx.access.extensions["4001"].key
    assert len(key) == 64
    assert key == key.lower()
    assert (await _get(reader, headers=_basic("4001", key))).status == 200
    for name, password in (("4001", "difuse-demo"), ("4001", key.upper()), ("4002", key)):
        assert (await _get(reader, headers=_basic(name, password))).status == 401
    for header in ("Basic !", "Bearer x", "Basic"):
        assert (await _get(reader, headers={"Authorization": header})).status == 401


async def test_query(reader: Reader) -> None:
    key = reader.pbx.access.extensions["4001"].key
    assert (await _get(reader, params={"extension": "4001", "key": key})).status == 200
    assert (await _get(reader, params={"extension": "4001", "key": "x"})).status == 401
    assert (await _get(reader, params={"extension": "4001"})).status == 401
    assert [request.auth for request in reader.pbx.requests] == ["query"] * 3


async def test_session(reader: Reader) -> None:
    url = f"{reader.sim.url}/login"
    admin = {"username": "admin", "password": "difuse-admin"}
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.post(url, data=admin, allow_redirects=False) as response:
            assert response.status == 302
            assert SESSION_COOKIE in response.cookies
        async with browser.get(reader.sim.url + DATA_PATH) as response:
            assert response.status == 200
        reader.pbx.reboot()
        async with browser.get(reader.sim.url + DATA_PATH) as response:
            assert response.status == 401
        async with browser.post(url, json=admin) as response:
            assert response.status == 200
        async with browser.get(reader.sim.url + DATA_PATH) as response:
            assert response.status == 200


@pytest.mark.parametrize("body", [{"username": "admin", "password": "x"}, {}, [], "x"])
async def test_a_wrong_login(reader: Reader, body: object) -> None:
    async with reader.session.post(f"{reader.sim.url}/login", json=body) as response:
        assert response.status == 401
        assert not response.cookies


async def test_no_credentials(reader: Reader) -> None:
    response = await _get(reader)
    assert (response.status, response.content_type) == (401, "application/json")
    reader.pbx.access.refusal = Refusal.LOGIN_PAGE
    response = await _get(reader)
    assert (response.status, response.content_type) == (200, "text/html")
    reader.pbx.access.refusal = Refusal.REDIRECT
    response = await _get(reader)
    assert (response.status, response.headers["Location"]) == (302, "/login")
    async with reader.session.get(reader.sim.url + DATA_PATH) as followed:
        assert "<title>Difuse - Login</title>" in await followed.text()


async def test_an_extension_without_cdr_access(reader: Reader) -> None:
    other = reader.pbx.access.add("4002", "other", cdr_access=False)
    auth = _basic("4002", other.key)
    assert (await _get(reader, headers=auth)).status == 403
    reader.pbx.access.no_access_status = 401
    assert (await _get(reader, headers=auth)).status == 401
    other.cdr_access = True
    assert (await _get(reader, headers=auth)).status == 200


async def test_a_pbx_that_takes_one_way_only(reader: Reader) -> None:
    reader.pbx.access.accepted = {AuthKind.QUERY}
    key = reader.pbx.access.extensions["4001"].key
    assert (await _get(reader, headers=reader.headers)).status == 401
    assert (await _get(reader, params={"extension": "4001", "key": key})).status == 200


async def test_other_paths_and_methods(reader: Reader) -> None:
    async with reader.session.get(f"{reader.sim.url}/other") as response:
        assert response.status == 404
    async with reader.session.post(reader.sim.url + DATA_PATH, headers=reader.headers) as response:
        assert response.status == 405
