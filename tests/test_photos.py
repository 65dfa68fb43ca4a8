"""Pictures of contacts: for those who may see the calls, at addresses that say nothing."""

from http import HTTPStatus
import logging
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.difuse.card import photos
from custom_components.difuse.card.photos import SIGNED_ANEW, SIGNED_FOR
from custom_components.difuse.cdr.books import LARGEST_PHOTO, Card
from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.cdr.people import Photo
from tests.books import PHOTO, PNG, keep
from tests.conftest import SetUp
from tests.home import EVENT, now, poll
from tests.listening import token_of, user_who_may
from tests.simulator import SimulatedPbx

NUMBER = "+442079460123"
ALICE = Card("Alice", ("020 7946 0123",), photo=PHOTO)


@pytest.fixture
async def office(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    britain: None,
) -> MockConfigEntry:
    """Set up a PBX that Alice called, whose picture is in an address book."""
    pbx.call(source="00442079460123", start=now() - 600, talk=60)
    pbx.call(source="+442079460124", start=now() - 300, talk=60)
    entry = await set_up()
    await poll(hass, freezer, 2)
    await keep(hass, entry, freezer, ALICE)
    return entry


async def ask(card: MockHAClientWebSocket, entry: MockConfigEntry, **fields: Any) -> Any:
    """Look for calls, and return who they were with."""
    await card.send_json_auto_id(
        {"type": "difuse/calls/find", "entry_id": entry.entry_id, **fields}
    )
    answer = await card.receive_json()
    return answer["result"]["people"]


async def photo(card: MockHAClientWebSocket, entry: MockConfigEntry) -> str:
    """Return the signed path of Alice's picture."""
    found: str = (await ask(card, entry))[NUMBER]["photo"]
    return found


async def test_a_signed_path_is_all_that_a_browser_needs(
    hass: HomeAssistant,
    office: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    path = await photo(await hass_ws_client(), office)
    browser = await hass_client_no_auth()
    response = await browser.get(path)
    assert (response.status, await response.read()) == (HTTPStatus.OK, PNG)
    headers = response.headers
    assert headers["Content-Type"] == "image/png"
    assert headers["Cache-Control"] == "private, max-age=3600"
    assert headers["Content-Disposition"] == 'attachment; filename="photo.png"'
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers.getall("X-Content-Type-Options") == ["nosniff"]
    unsigned = path.split("?")[0]
    for other in (unsigned, path.replace(unsigned, f"{unsigned}0"), f"{path}0"):
        assert (await browser.get(other)).status == HTTPStatus.UNAUTHORIZED
    assert (await browser.post(path)).status == HTTPStatus.METHOD_NOT_ALLOWED
    for secret in ("442079460123", "2079460123", office.entry_id):
        assert secret not in path
    # The websocket says in detail what it sends.
    others = [one for one in caplog.records if "websocket_api" not in one.name]
    served = [one.getMessage() for one in others]
    assert any(unsigned in line for line in served)
    assert "2079460123" not in "".join(served)


@pytest.mark.parametrize(
    ("policy", "status"),
    [
        ({"entities": {"entity_ids": {EVENT: {"read": True}}}}, HTTPStatus.OK),
        ({"entities": {"entity_ids": {"light.door": True}}}, HTTPStatus.UNAUTHORIZED),
        ({}, HTTPStatus.UNAUTHORIZED),
    ],
    ids=["the event", "another entity", "nothing"],
)
async def test_who_may_see_the_calls_may_see_pictures(
    hass: HomeAssistant,
    office: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
    policy: Any,
    status: int,
) -> None:
    path = (await photo(await hass_ws_client(), office)).split("?")[0]
    token = await token_of(hass, user_who_may(hass, policy))
    assert (await (await hass_client(token)).get(path)).status == status


async def test_a_signature_is_worth_what_its_user_may_do(
    hass: HomeAssistant,
    office: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    user = user_who_may(hass, {"entities": {"domains": {"event": True}}})
    path = await photo(await hass_ws_client(hass, await token_of(hass, user)), office)
    browser = await hass_client_no_auth()
    assert (await browser.get(path)).status == HTTPStatus.OK
    user.mock_policy({})
    assert (await browser.get(path)).status == HTTPStatus.UNAUTHORIZED


async def test_nobody_has_no_picture(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    office: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
) -> None:
    card, client = await hass_ws_client(), await hass_client()
    people = await ask(card, office)
    assert people["+442079460124"] == {"shown": "020 7946 0124", "photo": None, "unwanted": False}
    path = people[NUMBER]["photo"].split("?")[0]
    assert (await client.get(f"{path}0")).status == HTTPStatus.NOT_FOUND
    assert (await client.get(f"/api/difuse/photo/{NUMBER}")).status == HTTPStatus.NOT_FOUND
    await keep(hass, office, freezer, Card("Alice", ("020 7946 0123",)))
    assert (await ask(card, office))[NUMBER]["photo"] is None
    assert (await client.get(path)).status == HTTPStatus.NOT_FOUND


async def test_a_pbx_that_is_away_has_no_pictures(
    hass: HomeAssistant,
    office: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = (await photo(await hass_ws_client(), office)).split("?")[0]
    client = await hass_client()

    async def fail(*_: object) -> None:
        raise DatabaseError("full")

    with monkeypatch.context() as patch:
        patch.setattr(office.runtime_data.archive, "read", fail)
        assert (await client.get(path)).status == HTTPStatus.SERVICE_UNAVAILABLE
    assert (await client.get(path)).status == HTTPStatus.OK
    await hass.config_entries.async_unload(office.entry_id)
    assert (await client.get(path)).status == HTTPStatus.NOT_FOUND
    await hass.config_entries.async_remove(office.entry_id)
    assert (await client.get(path)).status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "odd",
    [
        Photo("image/svg+xml", b"<svg onload='alert(1)'/>"),
        Photo("text/html", PNG),
        Photo("image/png", PNG + bytes(LARGEST_PHOTO)),
    ],
    ids=["svg", "a page", "too large"],
)
async def test_only_small_pictures_of_some_kinds_are_served(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    office: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
    odd: Photo,
) -> None:
    await keep(hass, office, freezer, Card("Alice", ("020 7946 0123",), photo=odd))
    path = (await photo(await hass_ws_client(), office)).split("?")[0]
    response = await (await hass_client()).get(path)
    assert (response.status, await response.read()) == (HTTPStatus.NOT_FOUND, b"")


async def test_a_path_stays_for_hours_and_is_signed_anew_before_it_ends(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    office: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    card = await hass_ws_client()
    path = await photo(card, office)
    assert await photo(card, office) == path
    assert await photo(await hass_ws_client(), office) == path
    user = user_who_may(hass, {"entities": True})
    theirs = await photo(await hass_ws_client(hass, await token_of(hass, user)), office)
    assert theirs.split("?")[0] == path.split("?")[0]
    assert theirs != path
    freezer.tick(SIGNED_ANEW)
    after = await photo(card, office)
    assert after != path
    browser = await hass_client_no_auth()
    assert (await browser.get(path)).status == HTTPStatus.OK
    freezer.tick(SIGNED_FOR)
    assert (await browser.get(after)).status == HTTPStatus.UNAUTHORIZED


async def test_no_more_paths_are_remembered_than_fit(
    hass: HomeAssistant,
    office: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(photos, "MOST_SIGNED", 1)
    card = await hass_ws_client()
    for _ in range(3):
        user = user_who_may(hass, {"entities": True})
        await photo(await hass_ws_client(hass, await token_of(hass, user)), office)
    assert await photo(card, office)
    assert len(hass.data[photos.PHOTOS]._signed) == 1
