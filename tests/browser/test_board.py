"""The frontend's own cards show this integration's entities; what goes wrong fails a test."""

import asyncio
import re
from typing import Any

from playwright.async_api import expect

from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx

from .board import one_section
from .conftest import AddPbx, Board, Visit
from .office import place_calls, wait_until_imported
from .problems import Problems
from .screen import PATIENCE_MS, PHONE

CALL = "event.difuse_pbx_call"
MISSED = "sensor.difuse_pbx_missed_today"
CHART = {
    "type": "statistics-graph",
    "chart_type": "bar",
    "period": "day",
    "days_to_show": 7,
    "stat_types": "change",
    "entities": [
        {"entity": "difuse:difuse_pbx_calls", "name": "All"},
        {"entity": "difuse:difuse_pbx_missed_calls", "name": "Missed"},
    ],
}
PATIENCE = 150
SERIES = ("All (change)", "Missed (change)")
LEAST_DAYS = 2
"""Calls of other tests stay in the statistics."""
DAYS_WITH_CALLS = (
    "chart => Object.fromEntries(chart._chartData.filter(set => set.data.length)"
    ".map(set => [set.name, set.data.filter(bar => (bar.value ?? bar)[1] > 0).length]))"
)
"""By the names of the series."""
CARDS: list[dict[str, Any]] = [
    {"type": "tile", "entity": "sensor.difuse_pbx_last_caller"},
    {"type": "entities", "entities": [CALL, MISSED, "button.difuse_pbx_mark_missed_calls_seen"]},
    {"type": "entity", "entity": CALL},
    {"type": "logbook", "target": {"entity_id": [CALL]}},
]


async def test_built_in_cards(
    pbx: SimulatedPbx, add_pbx: AddPbx, board: Board, walk: Visit
) -> None:
    place_calls(pbx)
    await add_pbx()
    page = await walk(await board(one_section(CARDS)), PHONE)
    await expect(page.locator("hui-tile-card")).to_contain_text("Last caller")
    await expect(page.locator("hui-tile-card")).to_contain_text("Bob Carter")
    row = page.locator("hui-generic-entity-row", has_text="Missed today")
    await expect(row).to_contain_text(re.compile(r"^\s*3\s+Difuse PBX Missed today"))
    await expect(page.locator("hui-entity-card")).to_contain_text("Call")
    await expect(page.locator("hui-logbook-card ha-logbook")).to_be_visible()


async def test_statistics_as_a_chart(
    home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, board: Board, walk: Visit
) -> None:
    place_calls(pbx)
    await add_pbx()
    await wait_until_imported(home)
    page = await walk(await board(one_section([CHART])))
    chart = page.locator("statistics-chart")
    await expect(chart.locator("ha-chart-base canvas")).to_be_visible()
    # Their last hour may be compiled a moment later.
    days: dict[str, int] = {}
    for _ in range(PATIENCE):
        days = await chart.evaluate(DAYS_WITH_CALLS)
        if sorted(days) == [*SERIES] and min(days.values()) >= LEAST_DAYS:
            break
        await page.wait_for_timeout(200)
    assert sorted(days) == [*SERIES]
    assert min(days.values()) >= LEAST_DAYS


async def test_what_goes_wrong_in_a_page_is_noted(
    home: HassProcess, walk: Visit, problems: Problems
) -> None:
    page = await walk("/profile/general")
    assert problems.found == []
    for script, noted in (
        ("console.error('oh no')", "console error: oh no"),
        ("console.warn('beware')", "console warning: beware"),
        ("setTimeout(() => { throw new Error('thrown'); })", "not caught: thrown"),
        ("Promise.reject(new Error('rejected'))", "not caught: rejected"),
        ("fetch('/api/difuse/nothing')", "HTTP 404: "),
        ("fetch('http://127.0.0.1:9/').catch(() => {})", "net::ERR_"),
    ):
        problems.found.clear()
        await page.evaluate(f"() => {{ {script}; }}")
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while not any(problem.startswith(noted) for problem in problems.found):
                await page.wait_for_timeout(50)
    # Some of it is noted twice, by the console and as an answer.
    await page.wait_for_timeout(200)
    problems.found.clear()
    await problems.look_into_log(home)
    problems.forgive(lambda problem: problem.startswith("told Home Assistant"))


async def test_an_error_card_is_noted(visit: Visit, board: Board, problems: Problems) -> None:
    page = await visit(await board(one_section([{"type": "no-such-card"}])))
    await page.locator("hui-error-card").wait_for()
    await problems.look_at(page)
    problems.forgive(lambda problem: problem.startswith("error card"))
    await page.goto("about:blank")
