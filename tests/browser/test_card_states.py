"""What the card says when there is nothing to show, or when something is wrong."""

import re
from typing import Any

from playwright.async_api import expect

from tests.live.flow import add_entry
from tests.live.hass import HassProcess
from tests.live.test_calls_survive import ANSWERS
from tests.simulator import SimulatedPbx, Simulator

from .board import one_section
from .card import CARD, card
from .conftest import ENTRIES, AddPbx, Board, ShowCard, Visit
from .office import place_calls
from .problems import Problems


async def test_no_pbx(home: HassProcess, simulator: Simulator, show_card: ShowCard) -> None:
    # The card is there from the first PBX on.
    entry_id = await add_entry(home, {"host": simulator.url, **ANSWERS})
    await home.delete(f"{ENTRIES}/{entry_id}")
    log = await show_card()
    await expect(log.state).to_contain_text("There is no PBX to show.")


async def test_no_calls_yet(add_pbx: AddPbx, show_card: ShowCard) -> None:
    await add_pbx()
    log = await show_card()
    await expect(log.state).to_contain_text("No calls yet.")


async def test_a_pbx_that_is_added_while_one_looks(
    pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> None:
    log = await show_card()
    await expect(log.state).to_contain_text("There is no PBX to show.")
    place_calls(pbx)
    await add_pbx()
    await expect(log.names.first).to_have_text("Bob Carter")
    await expect(log.state).to_be_hidden()


async def test_an_outage_keeps_the_calls_and_is_told(
    home: HassProcess,
    pbx: SimulatedPbx,
    simulator: Simulator,
    add_pbx: AddPbx,
    show_card: ShowCard,
) -> None:
    place_calls(pbx)
    entry_id = await add_pbx()
    log = await show_card()
    await expect(log.names.first).to_have_text("Bob Carter")
    await expect(log.banner).to_be_hidden()
    count = await log.count()
    await simulator.stop()
    await home.post(f"/api/config/config_entries/entry/{entry_id}/reload")
    await expect(log.banner).to_contain_text("can't be reached right now.")
    await log.expect_count(count)
    await simulator.start()
    await home.post(f"/api/config/config_entries/entry/{entry_id}/reload")
    await expect(log.banner).to_be_hidden()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"rows": 0}, "rows: enter a whole number from 1 to 100."),
    ({"filter": "noise"}, "filter: enter one of all, missed"),
    ({"entity": 7}, "entity: enter one entity of the PBX"),
    ({"show_search": "perhaps"}, "show_search: enter true or false."),
]


async def test_a_wrong_configuration_is_told_in_words(
    board: Board, visit: Visit, problems: Problems
) -> None:
    cards = [card(**wrong) for wrong, _ in WRONG]
    page = await visit(await board(one_section(cards)))
    states = page.locator(CARD).locator(".state")
    await expect(states).to_have_text([re.compile(said) for _, said in WRONG])
    await problems.look_at(page)
    await page.goto("about:blank")
