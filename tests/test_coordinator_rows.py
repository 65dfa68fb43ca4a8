"""The fault table: bad rows are used as far as they make sense; the others are processed."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.difuse.const import DOMAIN
from custom_components.difuse.diagnostics import async_get_config_entry_diagnostics
from tests.conftest import SetUp
from tests.simulator import FIELDS, SimulatedPbx

from .home import Announced, assert_private, is_available, logged, poll, state_of

BEFORE, BAD, AFTER = "+447700900001", "+447700900002", "+447700900003"

type Spoil = Callable[[SimulatedPbx], object]


def without(*fields: str) -> Spoil:
    return lambda pbx: pbx.row(source=BAD, omit=fields)


def with_value(field: str, value: Any) -> Spoil:
    return lambda pbx: pbx.row(**{"source": BAD, field: value})


def raw(*rows: Any) -> Spoil:
    return lambda pbx: pbx.raw(*rows)


USED: dict[str, Spoil] = {
    **{f"without-{key}": without(key) for key in FIELDS if key not in ("db_id", "source")},
    **{f"null-{key}": with_value(key, None) for key in FIELDS if key not in ("db_id", "source")},
    "list-for-a-name": with_value("caller_id", ["a", "b"]),
    "object-for-an-outcome": with_value("disposition", {"is": "ANSWERED"}),
    "number-for-a-date": with_value("end_time", 7),
    "truth-for-a-time": with_value("timestamp", True),
    "year-9999": with_value("end_time", "9999-12-31 23:59:59"),
    "year-1": with_value("answer_time", "0001-01-01 00:00:00"),
    "end-before-start": with_value("end_time", "2001-01-01 00:00:00"),
    "no-date-at-all": with_value("start_time", "yesterday"),
    "lone-surrogate": with_value("caller_id", '"\ud83d" <+447700900002>'),
    "very-long": with_value("caller_id", "x" * 1_000_000),
}

SKIPPED: dict[str, Spoil] = {
    "without-an-id": lambda pbx: pbx.raw({"call_id": "1.1", "timestamp": "1790000000"}),
    "null-for-an-id": lambda pbx: pbx.raw({"db_id": None, "timestamp": "1790000000"}),
    "without-any-time": without("timestamp", "start_time", "date"),
    "absurd-times-only": lambda pbx: pbx.row(
        source=BAD, timestamp="1e99", start_time="0000-00-00 00:00:00", date="never"
    ),
    "empty-object": raw({}),
    "null": raw(None),
    "text": raw("nonsense"),
    "number": raw(17),
    "list": raw([1, 2]),
}


async def place(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, spoil: Spoil
) -> None:
    """Let a good call, a bad row and a good call come in one poll."""
    pbx.call(source=BEFORE)
    spoil(pbx)
    pbx.call(source=AFTER)
    await poll(hass, freezer)
    await poll(hass, freezer)


async def test_a_row_is_used_as_far_as_it_makes_sense(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    await set_up()
    caplog.clear()
    for how, spoil in USED.items():
        announced = Announced(hass)
        await place(hass, freezer, pbx, spoil)
        assert announced.callers == [BEFORE, BAD, AFTER], how
        assert is_available(hass), how
    assert logged(caplog) == []


@pytest.mark.parametrize("spoil", SKIPPED.values(), ids=SKIPPED)
async def test_a_row_that_is_no_call_is_skipped_and_counted(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    spoil: Spoil,
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    caplog.clear()
    await place(hass, freezer, pbx, spoil)
    await place(hass, freezer, pbx, raw("one more"))
    assert is_available(hass)
    assert announced.callers == [BEFORE, AFTER, BEFORE, AFTER]
    assert state_of(hass, "calls_today").state == "4"
    assert logged(caplog) == ["Some rows that the PBX sends can't be read as calls and are skipped"]
    shown = await async_get_config_entry_diagnostics(hass, entry)
    assert shown["sync"]["unreadable_rows"] == 2
    assert_private(caplog.text)


async def test_a_source_that_is_missing_leaves_the_caller_id(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    announced = Announced(hass)
    await set_up()
    await place(hass, freezer, pbx, without("source"))
    assert len(announced.callers) == 3


@pytest.mark.parametrize("call_id", ["same", "other"])
async def test_rows_with_one_id_do_not_hide_others(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    call_id: str,
) -> None:
    announced = Announced(hass)
    await set_up()
    caplog.clear()
    first = pbx.row(source=BAD, call_id="same")
    pbx.raw({**first.data, "call_id": call_id})
    await place(hass, freezer, pbx, lambda _: None)
    assert len(pbx) == 4
    expected = [BAD] if call_id == "same" else [BAD, BAD]
    assert announced.callers == [*expected, BEFORE, AFTER]
    await poll(hass, freezer, 16 * 60)
    assert len(announced.callers) == len(expected) + 2
    assert is_available(hass)
    assert logged(caplog) == []


async def test_a_row_that_comes_twice_is_one_call(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    announced = Announced(hass)
    await set_up()
    (row,) = pbx.call(source=BEFORE)
    pbx.raw(dict(row.data))
    pbx.call(source=AFTER)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert announced.callers == [BEFORE, AFTER]
    assert state_of(hass, "calls_today").state == "2"


async def test_another_list_is_told_of_once_and_only_its_new_calls_are_announced(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    pbx.call(source=BEFORE)
    announced = Announced(hass)
    entry = await set_up()
    pbx.purge(1)
    for days in (3, 2, 1):
        pbx.call(source=BAD, start=pbx.now() - 86400 * days)
    await poll(hass, freezer)
    words = "Nothing in the PBX's list of calls was known: it is another list"
    assert logged(caplog) == [words]
    assert ir.async_get(hass).async_get_issue(DOMAIN, f"list_replaced_{entry.entry_id}")
    pbx.call(source=AFTER)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert announced.callers == [AFTER]
    assert logged(caplog) == [words]
