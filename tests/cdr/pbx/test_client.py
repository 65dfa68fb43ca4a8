"""The client against a PBX on a loopback socket: logging in, and every bad answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
import json

from aiohttp import ClientSession, web
from aiohttp.test_utils import RawTestServer
import orjson
import pytest
from yarl import URL

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.pbx import (
    Authentication,
    Credentials,
    PbxAuthenticationError,
    PbxClient,
    PbxConnectionError,
    PbxError,
    PbxResponseError,
    PbxTimeoutError,
    hash_secret,
)
from tests.cdr.helpers import raw
from tests.simulator import FOREVER, Fault, SimulatedPbx, Simulator

SECRET = "difuse-demo"
KEY = hash_secret(SECRET)


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests make real requests."""


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    pbx = SimulatedPbx()
    for number in range(3):
        pbx.call(name=f"Caller {number}", talk=number)
    async with Simulator(pbx) as simulator:
        yield simulator
    while len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110 - handlers notice late that nobody listens
        await asyncio.sleep(0.01)


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def client_of(
    sim: Simulator,
    session: ClientSession,
    credentials: Credentials | None = None,
    seconds: float = 5,
) -> PbxClient:
    credentials = credentials or Credentials("4001", KEY)
    return PbxClient(session, URL(sim.url), credentials, answer_seconds=seconds)


def told(error: BaseException) -> str:
    """Return all that an exception and its causes would show in a log."""
    texts = []
    cause: BaseException | None = error
    while cause is not None:
        texts += [str(cause), repr(cause)]
        cause = cause.__cause__
    return " ".join(texts)


@pytest.mark.parametrize("way", ["basic", "query", "session"])
async def test_all_three_ways_to_log_in_work(
    sim: Simulator, session: ClientSession, way: str
) -> None:
    credentials = Credentials("4001", KEY, Authentication(way))
    if way == "session":
        token = sim.pbx.access.log_in("admin", "difuse-admin")
        assert token
        credentials = Credentials("difuse_session", token, Authentication.SESSION)
    page = await client_of(sim, session, credentials).read_page(1, 2)
    (request,) = sim.pbx.data_requests
    assert (request.auth, len(page.rows), page.total_pages) == (way, 2, 2)
    secrets = {"extension": "4001", "key": KEY} if way == "query" else {}
    assert request.query == {"page": "1", "limit": "2"} | secrets


async def test_a_wrong_secret_is_refused(sim: Simulator, session: ClientSession) -> None:
    with pytest.raises(PbxAuthenticationError, match="refused the extension or its secret"):
        await client_of(sim, session, Credentials("4001", "0" * 64)).read_page(1, 1)


async def test_an_extension_without_cdr_access_is_refused(
    sim: Simulator, session: ClientSession
) -> None:
    extension = sim.pbx.access.add("1001", "s", cdr_access=False)
    with pytest.raises(PbxAuthenticationError):
        await client_of(sim, session, Credentials("1001", extension.key)).read_page(1, 1)


BAD_ANSWERS = [
    (Fault.SERVER_ERROR, PbxResponseError, "HTTP status 500"),
    (Fault.BAD_GATEWAY, PbxResponseError, "HTTP status 502"),
    (Fault.UNAVAILABLE, PbxResponseError, "HTTP status 503"),
    (Fault.NOT_FOUND, PbxResponseError, "HTTP status 404"),
    (Fault.RATE_LIMITED, PbxResponseError, "Assistant to wait"),
    (Fault.UNAUTHORIZED, PbxAuthenticationError, "refused the extension"),
    (Fault.FORBIDDEN, PbxAuthenticationError, "refused the extension"),
    (Fault.LOGIN_PAGE, PbxResponseError, "a web page, perhaps its login page"),
    (Fault.REDIRECT, PbxResponseError, "to another page"),
    (Fault.EMPTY_BODY, PbxResponseError, "an empty answer"),
    (Fault.TRUNCATED_JSON, PbxResponseError, "cut off or broken"),
    (Fault.NOT_JSON, PbxResponseError, "application/json instead of records"),
    (Fault.BAD_UTF8, PbxResponseError, "without its number of pages"),
    (Fault.DEEP_JSON, PbxResponseError, "cut off or broken"),
    (Fault.JSON_LIST, PbxResponseError, "a list instead"),
    (Fault.JSON_STRING, PbxResponseError, "a text instead"),
    (Fault.JSON_NUMBER, PbxResponseError, "a number instead"),
    (Fault.JSON_NULL, PbxResponseError, "nothing instead"),
    (Fault.JSON_ERROR, PbxResponseError, "without a list of records"),
    (Fault.DATA_MISSING, PbxResponseError, "without a list of records"),
    (Fault.DATA_NOT_A_LIST, PbxResponseError, "without a list of records"),
    (Fault.ENDLESS, PbxResponseError, "answer didn't end"),
    (Fault.HUGE, PbxResponseError, "answer didn't end"),
    (Fault.GZIP_BOMB, PbxResponseError, "answer didn't end"),
    (Fault.DRIP, PbxTimeoutError, "too long"),
    (Fault.HANG, PbxTimeoutError, "too long"),
    (Fault.SLOW, PbxTimeoutError, "too long"),
    (Fault.RESET_BEFORE, PbxConnectionError, "was lost"),
    (Fault.CLOSE_BEFORE, PbxConnectionError, "was lost"),
    (Fault.RESET_DURING, PbxError, "lost|stopped"),
]


@pytest.mark.parametrize("loads", [json.loads, orjson.loads], ids=["json", "orjson"])
@pytest.mark.parametrize(
    ("fault", "error", "message"),
    BAD_ANSWERS,
    ids=lambda each: getattr(each, "__name__", None) or str(each),
)
async def test_a_bad_answer_is_a_clear_error_and_the_next_good_one_is_read(
    sim: Simulator,
    session: ClientSession,
    fault: Fault,
    error: type[PbxError],
    message: str,
    loads: Callable[[bytes | bytearray], object],
) -> None:
    seconds = 0.3 if error is PbxTimeoutError else 20
    client = PbxClient(
        session, URL(sim.url), Credentials("4001", KEY), loads=loads, answer_seconds=seconds
    )
    sim.pbx.faults.add(fault, times=2)
    with pytest.raises(error, match=message) as caught:
        await client.read_page(1, 10)
    assert SECRET not in told(caught.value)
    assert KEY not in told(caught.value)
    assert "Caller" not in told(caught.value)
    sim.pbx.faults.clear()
    assert len((await client.read_page(1, 10)).rows) == 3


async def test_query_credentials_are_in_no_error(sim: Simulator, session: ClientSession) -> None:
    client = client_of(sim, session, Credentials("4001", KEY, Authentication.QUERY), 0.3)
    for fault in (Fault.SERVER_ERROR, Fault.RESET_BEFORE, Fault.NOT_JSON, Fault.HANG):
        sim.pbx.faults.add(fault, times=2)
        with pytest.raises(PbxError) as caught:
            await client.read_page(1, 10)
        sim.pbx.faults.clear()
        assert KEY not in str(caught.value) + repr(caught.value)


async def test_json_is_read_whatever_its_content_type_says(
    sim: Simulator, session: ClientSession
) -> None:
    sim.pbx.faults.add(Fault.WRONG_CONTENT_TYPE)
    assert len((await client_of(sim, session).read_page(1, 10)).rows) == 3


@pytest.mark.parametrize("loads", [json.loads, orjson.loads], ids=["json", "orjson"])
@pytest.mark.parametrize(
    ("name", "read"),
    [
        pytest.param(b"Zo\xc3", "Zo\ufffd", id="half a letter"),
        pytest.param(b"Zo\xf0\x9f", "Zo\ufffd", id="half an emoji"),
        pytest.param(b"Zo\xff", "Zo\ufffd", id="no UTF-8"),
        pytest.param(b"Zo\\ud83d", "Zo?", id="half a pair"),
        pytest.param(b"Zo\x01", "Zo", id="a control character"),
    ],
)
async def test_c12_a_name_cut_in_a_character_spoils_no_page(
    session: ClientSession, name: bytes, read: str, loads: Callable[[bytes | bytearray], object]
) -> None:
    body = json.dumps({"data": [raw(caller_id="Name")], "total_pages": 1}).encode()

    async def answer(request: web.BaseRequest) -> web.Response:
        return web.Response(body=body.replace(b"Name", name))

    async with RawTestServer(answer) as server:
        client = PbxClient(session, server.make_url("/"), Credentials("4001", KEY), loads=loads)
        (row,) = (await client.read_page(1, 10)).rows
    assert isinstance(row, CallRecord)
    assert row.caller_name == read


@pytest.mark.parametrize(
    ("after", "wait"), [(120, 120), (None, None), (10**9, 3600), (-5, None), (0, None)]
)
async def test_how_long_to_wait_is_read(
    sim: Simulator, session: ClientSession, after: int | None, wait: float | None
) -> None:
    sim.pbx.faults.add(Fault.RATE_LIMITED, retry_after=after)
    with pytest.raises(PbxResponseError) as caught:
        await client_of(sim, session).read_page(1, 1)
    assert (caught.value.status, caught.value.retry_after) == (429, wait)


async def test_nobody_listens(sim: Simulator, session: ClientSession) -> None:
    client = client_of(sim, session)
    await sim.stop()
    with pytest.raises(PbxConnectionError, match="can't be reached"):
        await client.read_page(1, 1)
    await sim.start()
    assert len((await client.read_page(1, 10)).rows) == 3


async def test_a_redirect_is_not_followed(sim: Simulator, session: ClientSession) -> None:
    sim.pbx.faults.add(Fault.REDIRECT, times=FOREVER)
    with pytest.raises(PbxResponseError):
        await client_of(sim, session).read_page(1, 1)
    assert [request.path for request in sim.pbx.requests] == ["/pbx/cdr/data"]


async def test_an_answer_of_5000_rows_is_read(sim: Simulator, session: ClientSession) -> None:
    sim.pbx.paging.fixed_limit = 5000
    for _ in range(4997):
        sim.pbx.call(name="International Consolidated Widget Manufacturing")
    page = await client_of(sim, session).read_page(1, 1)
    assert len(page.rows) == 5000
