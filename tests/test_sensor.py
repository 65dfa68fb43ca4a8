"""The sensors: what each shows, and what they keep out of the recorder."""

from datetime import timedelta
from math import floor
from typing import NamedTuple

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.sensor import SensorEntity
from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import DATA_INSTANCES
from homeassistant.helpers.translation import async_get_translations
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from custom_components.difuse.cdr import CALL_FIELDS
from custom_components.difuse.const import DOMAIN, LISTED_IN_STATE, NOT_RECORDED
from custom_components.difuse.sensor_descriptions import _in_units
from tests.conftest import SetUp
from tests.simulator import SimulatedPbx, Simulator, ring_group

from .home import Announced, is_available, now, poll, state_of

NOON = "2026-06-10 10:00:00+00:00"
MIDNIGHT = "2026-06-10T00:00:00+02:00"


@pytest.fixture(autouse=True)
async def noon_in_berlin(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Begin each test at the same moment."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(NOON)


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Write snapshots as Home Assistant does."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


def place_one_of_each(pbx: SimulatedPbx) -> None:
    """Let a call of each kind come, the answered one of Alice last."""
    pbx.set_zone("Europe/Berlin")
    begin = now() - 3600
    outcomes = ("NO ANSWER", "BUSY", "FAILED", "CONGESTION")
    for number, outcome in enumerate(outcomes):
        source = f"+44770090000{number}"
        pbx.call(source=source, disposition=outcome, start=begin + 60 * number)
    pbx.call(source="1001", destination="+447700900009", start=begin + 600, talk=30)
    pbx.call(source="1001", destination="1002", disposition="NO ANSWER", start=begin + 700)
    pbx.call(
        source="+447700900007",
        name="Alice",
        destination="600",
        dialled="+442079460101",
        legs=ring_group(("1001", "1002"), "1002", ring=5, talk=90),
        start=begin + 800,
    )


class Shows(NamedTuple):
    """What a sensor shows after one call of each kind."""

    key: str
    state: str
    device_class: str | None = None
    state_class: str | None = None
    unit: str | None = None


SHOWN = (
    Shows("last_caller", "Alice"),
    Shows("last_call", "2026-06-10T09:13:20+00:00", "timestamp"),
    Shows("last_disposition", "answered", "enum"),
    Shows("last_call_duration", "1.583333334", "duration", unit="min"),
    Shows("recent_calls", "7"),
    Shows("calls_today", "7", state_class="total"),
    Shows("answered_today", "2", state_class="total"),
    Shows("missed_today", "4", state_class="total"),
    Shows("busy_today", "1", state_class="total"),
    Shows("failed_today", "2", state_class="total"),
    Shows("talk_time_today", "0.033333334", "duration", "total", "h"),
    Shows("answer_rate_today", "20.0", state_class="measurement", unit="%"),
    Shows("ring_time_today", "5", "duration", "measurement", "s"),
    Shows("new_missed_calls", "4", state_class="measurement"),
    Shows("calls_to_return", "4", state_class="measurement"),
)


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.key)
async def test_what_a_sensor_shows(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    set_up: SetUp,
    shown: Shows,
) -> None:
    await set_up()
    place_one_of_each(pbx)
    await poll(hass, freezer)
    state = state_of(hass, shown.key)
    assert state.state == shown.state
    assert state.attributes.get("device_class") == shown.device_class
    assert state.attributes.get("state_class") == shown.state_class
    is_counter = shown.state_class == "total"
    assert state.attributes.get("last_reset") == (MIDNIGHT if is_counter else None)
    assert state.attributes.get("unit_of_measurement") == shown.unit
    await simulator.down()
    await poll(hass, freezer)
    assert not is_available(hass)
    assert state_of(hass, shown.key).state == shown.state


@pytest.mark.parametrize("key", ["answer_rate_today", "ring_time_today"])
async def test_without_calls_from_outside_nobody_knows_how_they_went(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp, key: str
) -> None:
    await set_up()
    pbx.call(source="1001", destination="+447700900009", talk=30)
    pbx.call(source="1001", destination="1002", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert state_of(hass, key).state == STATE_UNKNOWN
    pbx.call(source="+447700900001", disposition="NO ANSWER")
    await poll(hass, freezer)
    expected = "0.0" if key == "answer_rate_today" else STATE_UNKNOWN
    assert state_of(hass, key).state == expected


@pytest.mark.parametrize("key", ["last_caller", "last_call", "last_disposition"])
async def test_without_any_call_nothing_is_known_of_the_latest(
    hass: HomeAssistant, set_up: SetUp, key: str
) -> None:
    await set_up()
    assert state_of(hass, key).state == STATE_UNKNOWN
    assert not set(CALL_FIELDS) & set(state_of(hass, key).attributes)
    assert state_of(hass, "calls_today").state == "0"
    assert state_of(hass, "recent_calls").attributes["calls"] == []


async def test_the_last_caller_has_the_call_as_attributes(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    place_one_of_each(pbx)
    await poll(hass, freezer)
    attributes = state_of(hass, "last_caller").attributes
    assert {key: attributes[key] for key in CALL_FIELDS} == {
        "call_id": f"{int(now()) - 61 - 2800}.6",
        "db_id": 7,
        "direction": "inbound",
        "disposition": "answered",
        "missed": False,
        "caller_number": "+447700900007",
        "caller_name": "Alice",
        "called_number": "+442079460101",
        "answered_by": "1002",
        "extensions": ["600", "1002"],
        "started_at": "2026-06-10T09:13:20+00:00",
        "answered_at": "2026-06-10T09:13:25+00:00",
        "ended_at": "2026-06-10T09:14:55+00:00",
        "duration": 95,
        "ring_duration": 5,
        "talk_duration": 90,
        "has_recording": False,
        "legs": 2,
        "call_ids": [f"{int(now()) - 61 - 2800}.6"],
        "other_number": "+447700900007",
        "other_name": "Alice",
        "groups": [],
        "location": None,
        "answered_by_name": None,
        "reached": "person",
        "handled": None,
    }
    words = "Alice (+44 7700 900007) called +442079460101, answered by 1002 after 5 s, talked 2 min"
    assert attributes["sentence"] == words


@pytest.mark.parametrize(
    ("source", "caller_id", "shown"),
    [
        ("+447700900001", '"Alice" <+447700900001>', "Alice"),
        ("+447700900001", "", "+447700900001"),
        ("anonymous", '"" <anonymous>', STATE_UNKNOWN),
        ("+447700900001", '"' + "Ä" * 300 + '" <1>', "Ä" * 254),
    ],
    ids=["name", "number", "withheld", "long"],
)
async def test_the_last_caller_is_the_name_else_the_number(
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    set_up: SetUp,
    source: str,
    caller_id: str,
    shown: str,
) -> None:
    pbx.row(source=source, caller_id=caller_id)
    await set_up()
    assert state_of(hass, "last_caller").state == shown


async def test_the_list_has_the_newest_twenty_calls(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    for number in range(30):
        pbx.call(source=f"+4477009000{number:02}", start=now() - 3000 + 60 * number, talk=10)
    await poll(hass, freezer)
    state = state_of(hass, "recent_calls")
    assert state.state == "20"
    shown = [call["caller_number"][-2:] for call in state.attributes["calls"]]
    assert shown == [f"{number:02}" for number in range(29, 9, -1)]
    assert {frozenset(call) for call in state.attributes["calls"]} == {frozenset(CALL_FIELDS)}


async def test_a_full_list_says_in_words_what_it_holds(hass: HomeAssistant, set_up: SetUp) -> None:
    """Its state never changes again: as a number, it would be a flat line in each graph."""
    await set_up()
    words = await async_get_translations(hass, "en", "entity", [DOMAIN])
    key = f"component.{DOMAIN}.entity.sensor.recent_calls.state.{LISTED_IN_STATE}"
    assert words[key] == f"The latest {LISTED_IN_STATE}"


async def test_calls_and_lists_are_not_for_the_recorder(hass: HomeAssistant, set_up: SetUp) -> None:
    await set_up()
    for key in ("last_caller", "recent_calls"):
        entity = hass.data[DATA_INSTANCES]["sensor"].get_entity(f"sensor.difuse_pbx_{key}")
        assert isinstance(entity, SensorEntity)
        assert {"calls", *CALL_FIELDS, *NOT_RECORDED} <= entity._unrecorded_attributes


async def test_the_last_sync_is_off_by_default_and_goes_with_each_poll(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entity_registry: er.EntityRegistry,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    entry = await set_up()
    assert hass.states.get("sensor.difuse_pbx_last_sync") is None
    entity_registry.async_update_entity("sensor.difuse_pbx_last_sync", disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await poll(hass, freezer)
    before = state_of(hass, "last_sync").state
    await poll(hass, freezer)
    after = state_of(hass, "last_sync").state
    assert after > before
    await simulator.down()
    await poll(hass, freezer)
    assert state_of(hass, "last_sync").state == after


async def test_a_poll_without_news_writes_nothing(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    place_one_of_each(pbx)
    await set_up()
    await poll(hass, freezer)
    written = async_capture_events(hass, EVENT_STATE_CHANGED)
    for _ in range(20):
        await poll(hass, freezer)
    assert written == []


async def test_all_entities(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entity_registry: er.EntityRegistry,
    pbx: SimulatedPbx,
    set_up: SetUp,
    snapshot: SnapshotAssertion,
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    place_one_of_each(pbx)
    await poll(hass, freezer)
    assert len(announced.callers) == 7
    entity_registry.async_update_entity("sensor.difuse_pbx_last_sync", disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await poll(hass, freezer)
    for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id):
        assert entity == snapshot(name=f"{entity.entity_id}-entry")
        assert hass.states.get(entity.entity_id) == snapshot(name=f"{entity.entity_id}-state")


@pytest.mark.parametrize("unit", [timedelta(minutes=1), timedelta(hours=1)], ids=str)
def test_of_a_duration_no_second_and_no_minute_is_cut_off(unit: timedelta) -> None:
    part = unit // 60
    for seconds in range(100_000):
        duration = timedelta(seconds=seconds)
        assert floor(_in_units(duration, unit) * 60) == duration // part


async def test_entity_ids_are_the_same_in_every_language(
    hass: HomeAssistant, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    hass.config.language = "de"
    entry = await set_up()
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert "Letztes Ergebnis" in {entity.original_name for entity in entities}
    for entity in entities:
        key = entity.unique_id.removeprefix(f"{entry.entry_id}_")
        name = "import_of_past_calls" if key == "history_import" else key
        assert entity.entity_id == f"{entity.domain}.difuse_pbx_{name}"
