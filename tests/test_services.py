"""Actions: calls out of the PBX's history, and missed calls marked as seen."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.difuse.cdr import CALL_FIELDS
from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.const import DOMAIN
from tests.conftest import SetUp
from tests.home import now, poll, state_of
from tests.simulator import SimulatedPbx, Simulator


async def get_calls(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    response = await hass.services.async_call(
        DOMAIN, "get_calls", data, blocking=True, return_response=True
    )
    assert isinstance(response, dict)
    return response


async def callers(hass: HomeAssistant, **data: Any) -> list[str]:
    """Ask for calls and give who called, by the last digit."""
    return [call["caller_number"][-1] for call in (await get_calls(hass, **data))["calls"]]


@pytest.fixture
def week(pbx: SimulatedPbx) -> SimulatedPbx:
    """Return a PBX with a call a day, the last of them an hour ago."""
    for day in range(6, -1, -1):
        missed = {"disposition": "NO ANSWER"} if day % 2 else {"talk": 60}
        pbx.call(
            source=f"+44770090000{day}",
            name="Alice" if day == 3 else "",
            destination=f"100{day % 3}",
            start=now() - 3600 - day * 86_400,
            ring=5,
            **missed,
        )
    return pbx


async def test_all_calls_with_the_latest_first(
    hass: HomeAssistant, week: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    response = await get_calls(hass)
    assert response["truncated"] is False
    assert [call["caller_number"][-1] for call in response["calls"]] == list("0123456")
    assert all(tuple(call) == CALL_FIELDS for call in response["calls"])
    latest = state_of(hass, "last_caller").attributes
    assert response["calls"][0] == {field: latest[field] for field in CALL_FIELDS}


async def test_spans_of_time(hass: HomeAssistant, week: SimulatedPbx, set_up: SetUp) -> None:
    await set_up()
    await hass.config.async_set_time_zone("Asia/Dubai")
    moment = dt_util.now()
    assert await callers(hass, start=moment - timedelta(days=2)) == ["0", "1"]
    assert await callers(hass, end=moment - timedelta(days=5)) == ["5", "6"]
    start, end = moment - timedelta(days=4), moment - timedelta(days=2)
    assert await callers(hass, start=start, end=end) == ["2", "3"]
    # As the form and templates give them: without a zone it is Home Assistant's own.
    texts = [when.replace(tzinfo=None).isoformat(" ") for when in (start, end)]
    assert await callers(hass, start=texts[0], end=texts[1]) == ["2", "3"]
    assert await callers(hass, start=moment + timedelta(days=1)) == []
    await hass.config.async_set_time_zone("UTC")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"number": "0044 7700 900003"}, "3"),
        ({"number": ["1001", "+447700900003"]}, "134"),
        ({"number": "+4477*", "missed": True}, "135"),
        ({"extension": "1002"}, "25"),
        ({"direction": "inbound"}, "0123456"),
        ({"direction": ["internal", "outbound"]}, ""),
        ({"disposition": "answered"}, "0246"),
        ({"disposition": ["no_answer", "busy"]}, "135"),
        ({"missed": False}, "0246"),
        ({"limit": 2}, "01"),
        ({"limit": 2.0, "missed": True}, "13"),
    ],
)
async def test_filters(
    hass: HomeAssistant,
    week: SimulatedPbx,
    set_up: SetUp,
    wanted: dict[str, Any],
    expected: str,
) -> None:
    await set_up()
    assert await callers(hass, **wanted) == list(expected)


async def test_an_answer_that_is_not_all_says_so(
    hass: HomeAssistant, week: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    assert (await get_calls(hass, limit=6))["truncated"] is True
    assert (await get_calls(hass, limit=7))["truncated"] is False


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"config_entry_id": "nobody"}, "service_config_entry_not_found"),
        ({"limit": 0}, "limit_out_of_range"),
        ({"limit": 1001}, "limit_out_of_range"),
        ({"start": "2026-11-22 00:00:00", "end": "2026-11-21 00:00:00"}, "range_reversed"),
        ({"start": "2026-11-22 00:00:00", "end": "2026-11-22 00:00:00"}, "range_reversed"),
    ],
)
async def test_what_cannot_be_asked(
    hass: HomeAssistant, set_up: SetUp, data: dict[str, Any], key: str
) -> None:
    await set_up()
    with pytest.raises(ServiceValidationError) as caught:
        await get_calls(hass, **data)
    assert caught.value.translation_key == key
    assert "{" not in str(caught.value)


async def test_a_reversed_range_is_told_in_local_time(hass: HomeAssistant, set_up: SetUp) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    await set_up()
    with pytest.raises(ServiceValidationError) as caught:
        await get_calls(hass, start="2026-11-22 00:00:00.5", end="2026-07-01T10:30:00Z")
    assert caught.value.translation_placeholders == {
        "start": "2026-11-22 00:00:00",
        "end": "2026-07-01 12:30:00",
    }
    await hass.config.async_set_time_zone("UTC")


@pytest.mark.parametrize("data", [{"number": "*"}, {"direction": "up"}, {"start": "soon"}])
async def test_what_makes_no_sense(
    hass: HomeAssistant, set_up: SetUp, data: dict[str, Any]
) -> None:
    await set_up()
    with pytest.raises(vol.Invalid):
        await get_calls(hass, **data)


async def test_the_answer_comes_from_the_archive(
    hass: HomeAssistant, week: SimulatedPbx, simulator: Simulator, set_up: SetUp
) -> None:
    entry = await set_up()
    week.requests.clear()
    before = await get_calls(hass)
    assert len(before["calls"]) == 7
    assert not week.requests
    await simulator.stop()
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert await get_calls(hass) == before


async def test_an_archive_that_cannot_be_read(
    hass: HomeAssistant, week: SimulatedPbx, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = await set_up()

    async def fail(*_: object) -> None:
        raise DatabaseError("OperationalError")

    monkeypatch.setattr(entry.runtime_data.archive, "read", fail)
    monkeypatch.setattr(entry.runtime_data.archive, "write", fail)
    for action in ("get_calls", "mark_missed_calls_seen"):
        with pytest.raises(HomeAssistantError) as caught:
            await hass.services.async_call(
                DOMAIN, action, blocking=True, return_response=action == "get_calls"
            )
        assert not isinstance(caught.value, ServiceValidationError)
        assert caught.value.translation_key == "archive_unavailable"


async def test_a_pbx_that_was_never_reached(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, set_up: SetUp
) -> None:
    await simulator.stop()
    await set_up()
    assert entry.state is ConfigEntryState.SETUP_RETRY
    for data in ({}, {"config_entry_id": entry.entry_id}):
        with pytest.raises(ServiceValidationError):
            await get_calls(hass, **data)
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(DOMAIN, "mark_missed_calls_seen", blocking=True)
    assert caught.value.translation_key == "no_pbx"
    await hass.config_entries.async_remove(entry.entry_id)


@pytest.mark.parametrize("chosen", ["{pbx}", "", None])
async def test_missed_calls_are_marked_as_seen(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    chosen: str | None,
) -> None:
    entry = await set_up()
    pbx.call(source="+447700900001", disposition="NO ANSWER", start=now() - 30)
    await poll(hass, freezer)
    assert state_of(hass, "new_missed_calls").state == "1"
    data = {} if chosen is None else {"config_entry_id": chosen.format(pbx=entry.entry_id)}
    await hass.services.async_call(DOMAIN, "mark_missed_calls_seen", data, blocking=True)
    assert state_of(hass, "new_missed_calls").state == "0"
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(
            DOMAIN, "mark_missed_calls_seen", {"config_entry_id": "nobody"}, blocking=True
        )


@pytest.mark.parametrize(
    ("number", "left"),
    [
        ("+447700900001", "2"),
        ("0044 7700 900001", "2"),
        (" +44 (7700) 900-001 ", "2"),
        (447700900001, "2"),
        ("+447700900009", "3"),
        ("", "2"),
    ],
)
async def test_one_caller_is_marked_as_seen_however_the_number_is_written(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    number: object,
    left: str,
) -> None:
    """An empty number is that of those who withheld theirs, as in a call."""
    hass.config.country = "GB"
    await set_up()
    for source in ("+447700900001", "+447700900002", "anonymous"):
        pbx.call(source=source, caller_id=f'"" <{source}>', disposition="NO ANSWER")
    await poll(hass, freezer)
    assert state_of(hass, "calls_to_return").state == "3"
    await hass.services.async_call(
        DOMAIN, "mark_missed_calls_seen", {"number": number}, blocking=True
    )
    assert state_of(hass, "calls_to_return").state == left


@pytest.mark.parametrize("number", ["-", "+", "()"])
async def test_what_is_no_number_marks_nobody(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    number: str,
) -> None:
    await set_up()
    pbx.call(source="anonymous", caller_id='"" <anonymous>', disposition="NO ANSWER")
    await poll(hass, freezer)
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            DOMAIN, "mark_missed_calls_seen", {"number": number}, blocking=True
        )
    assert caught.value.translation_key == "no_number"
    assert state_of(hass, "calls_to_return").state == "1"
