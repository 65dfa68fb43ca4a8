"""What calls say together, by websocket."""

import json
from pathlib import Path
import re
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
)

from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.cdr.tables.schema import DAYS
from tests.conftest import SetUp
from tests.home import now, poll
from tests.simulator import SimulatedPbx

PAPER = Path(__file__).parent.parent / "docs/insight.md"
DAY = 86400


@pytest.fixture
async def entry(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> MockConfigEntry:
    """Set up a PBX with calls of five weeks: each day four, Alice's, and one that was missed."""
    await hass.config.async_set_time_zone("America/St_Johns")
    freezer.move_to("2026-11-24 18:00:00+00:00")
    for day in range(35, -1, -1):
        start = now() - day * DAY - 2 * 3600
        for at in range(4):
            pbx.call(source="+447700900002", name="Alice", start=start + 60 * at, talk=30)
        pbx.call(source="+447700900003", disposition="NO ANSWER", start=start + 900)
    entry = await set_up()
    await poll(hass, freezer, 2)
    return entry


async def ask(card: MockHAClientWebSocket, entry: MockConfigEntry, **fields: Any) -> Any:
    await card.send_json_auto_id({"type": "difuse/insight", "entry_id": entry.entry_id, **fields})
    return await card.receive_json()


def shape(value: Any) -> Any:
    """Return what keys there are, in their order, and of what kind values are."""
    if isinstance(value, dict):
        return [(key, shape(one)) for key, one in value.items()]
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, float | int) else type(value).__name__


async def test_the_answer_is_as_the_paper_says(
    card: MockHAClientWebSocket, entry: MockConfigEntry
) -> None:
    texts = re.findall(r"```json\n(.*?)```", PAPER.read_text(encoding="utf-8"), re.DOTALL)
    question, example = map(json.loads, texts)
    await card.send_json_auto_id(question | {"entry_id": entry.entry_id})
    answer = (await card.receive_json())["result"]
    answer["repeated"][0]["name"] = answer["extensions"][0]["name"] = "somebody"
    # All calls are within an hour.
    answer["quiet"]["hours"] += [13]
    assert shape(answer) == shape(example)
    assert [len(day) for day in answer["week"]] == [24] * 7
    assert len(answer["by_day"]) == 7


async def test_today_is_told_beside_a_usual_day(
    card: MockHAClientWebSocket, entry: MockConfigEntry
) -> None:
    answer = (await ask(card, entry))["result"]
    assert [*answer] == ["now", "time_zone", "today", "usual"]
    assert (answer["now"][:16], answer["time_zone"]) == ("2026-11-24T14:30", "America/St_Johns")
    assert answer["today"] == {
        "calls": 5,
        "inbound": 5,
        "outbound": 0,
        "answered": 4,
        "missed": 1,
        "answer_rate": 80.0,
        "ring": answer["usual"]["ring"],
        "talk": 120,
    }
    assert answer["usual"] == answer["today"]


async def test_days_are_those_of_home_assistant(
    card: MockHAClientWebSocket, entry: MockConfigEntry
) -> None:
    """All calls begin at half past there; in October clocks were an hour ahead."""
    answer = (await ask(card, entry, days=30))["result"]
    (tuesday, *_), hours = answer["week"][1], [*answer["week"][1]]
    assert tuesday == {"inbound": 0, "missed": 0}
    assert [at for at, hour in enumerate(hours) if hour["inbound"]] == [12, 13]
    assert answer["by_day"][0]["day"] == "2026-10-26"
    assert answer["period"]["total"]["calls"] == 30 * 5
    assert (answer["period"]["before"], answer["period"]["since"]) == (None, "2026-10-20")
    assert [(one["days"], one["calls"]) for one in answer["repeated"]] == [(30, 4)]


async def test_days_are_summed_up_without_a_question(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    def zones(db: Any, pbx: int) -> list[str]:
        return [*db.scalars(DAYS.select().with_only_columns(DAYS.c.zone).where(DAYS.c.pbx == pbx))]

    for _ in range(3):
        await poll(hass, freezer)
    assert await entry.runtime_data.archive.read(zones) == ["America/St_Johns"] * 35
    await hass.config.async_set_time_zone("Europe/Berlin")
    for _ in range(2):
        await poll(hass, freezer)
    assert await entry.runtime_data.archive.read(zones) == ["Europe/Berlin"] * 35


async def test_where_nothing_can_be_written_figures_are_counted(
    card: MockHAClientWebSocket, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (await ask(card, entry, days=7))["result"]

    async def refuse(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(entry.runtime_data.archive.database, "write", refuse)
    answer = (await ask(card, entry, days=30))["result"]
    assert answer["period"]["total"]["calls"] == 30 * 5
    assert answer["today"] == before["today"]
    monkeypatch.setattr(entry.runtime_data.archive.database, "read", refuse)
    for fields in ({}, {"days": 7}):
        assert "can't be used" in (await ask(card, entry, **fields))["error"]["message"]


@pytest.mark.parametrize("days", [0, 8, "7", True, None])
async def test_other_days_are_refused(
    card: MockHAClientWebSocket, entry: MockConfigEntry, days: object
) -> None:
    assert (await ask(card, entry, days=days))["error"]["code"] == "invalid_format"


async def test_who_may_not_see_calls_learns_nothing_of_them(
    hass: HomeAssistant,
    hass_admin_user: User,
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
) -> None:
    hass_admin_user.groups = []
    for fields in ({}, {"days": 7}):
        assert (await ask(card, entry, **fields))["error"]["code"] == "unauthorized"


async def test_a_pbx_that_is_not_set_up_is_told_so(
    hass: HomeAssistant, card: MockHAClientWebSocket, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    assert (await ask(card, entry, days=7))["error"]["code"] == "not_found"
    await card.send_json_auto_id({"type": "difuse/insight", "entry_id": "another"})
    assert (await card.receive_json())["error"]["code"] == "not_found"
