"""The ready dashboard shows counters, charts, the logbook and the card, wide and on a phone."""

from datetime import datetime
import re
from typing import Any

from playwright.async_api import Page, expect
import pytest

from tests.dashboard import dashboard
from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx, Synthetic

from .conftest import AddPbx, Board, Picture, Visit
from .office import ALICE, forget_history, place_calls, ring, wait_until_imported
from .screen import PHONE, Screen

CARD = "difuse-call-log-card"
WIDE = Screen(width=1400)
DRAWN_MS = 1500
"""Charts are drawn a moment after the page."""


async def show(home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, board: Board) -> str:
    """Have a past, an announced call, and the dashboard; gives its path."""
    await forget_history(home)
    midnight = datetime.fromtimestamp(pbx.now(), pbx.zone).replace(hour=0, minute=0).timestamp()
    pbx.store.replace([], Synthetic(700, last_end=midnight - 2 * 86_400, spacing=1_800))
    pbx.next_id = pbx.store.last_id + 1
    place_calls(pbx)
    await add_pbx()
    await wait_until_imported(home)
    await ring(home, pbx, ALICE, destination="1002", ring=6, talk=95)
    return await board(dashboard())


async def assert_built_in_cards(page: Page) -> None:
    for name, value in (("Calls", "10"), ("Missed", "3"), ("Busy", "1"), ("Talk time", "0h 27m")):
        tile = page.locator("hui-tile-card").filter(has=page.get_by_text(name, exact=True))
        await expect(tile).to_contain_text(re.compile(rf"\b{value}\s*$"))
    charts = page.locator("hui-statistics-graph-card")
    await expect(charts).to_have_count(2)
    for chart in await charts.all():
        await expect(chart.locator("ha-chart-base canvas")).to_be_visible()
    logbook = page.locator("hui-logbook-card")
    await logbook.scroll_into_view_if_needed()
    await expect(logbook).to_contain_text("Answered")
    await page.wait_for_timeout(DRAWN_MS)


async def shown_series(page: Page) -> list[dict[str, Any]]:
    """Return the bars of each chart by their names: how many hours or days have calls."""
    series: list[dict[str, Any]] = await page.locator("statistics-chart").evaluate_all(
        "charts => charts.map(chart => Object.fromEntries("
        "chart._chartData.filter(set => set.data.length)"
        ".map(set => [set.name, set.data.filter(bar => (bar.value ?? bar)[1] > 0).length])))"
    )
    return series


@pytest.mark.parametrize(
    ("screen", "name"), [(WIDE, "dashboard"), (PHONE, "dashboard-phone")], ids=["wide", "phone"]
)
async def test_the_whole_dashboard(
    home: HassProcess,
    pbx: SimulatedPbx,
    add_pbx: AddPbx,
    board: Board,
    visit: Visit,
    picture: Picture,
    screen: Screen,
    name: str,
) -> None:
    page = await visit(await show(home, pbx, add_pbx, board), screen)
    await expect(page.locator(CARD)).to_contain_text(ALICE[1])
    await assert_built_in_cards(page)
    hours, days = await shown_series(page)
    assert len(hours) == len(days) == 3
    assert all(hours.values())
    assert all(bars > 5 for bars in days.values())
    await page.locator(CARD).scroll_into_view_if_needed()
    await expect(page.locator(CARD).get_by_text("Alice Morgan").first).to_be_in_viewport()
    await page.wait_for_timeout(DRAWN_MS)
    await picture(page, name)
