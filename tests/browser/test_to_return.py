"""Home Assistant's own to-do card shows whom to call back, and what a caller chose does nothing."""

import re
from typing import Any

from playwright.async_api import Locator, expect

from tests.live.hass import HassProcess
from tests.live.test_calls_survive import poll
from tests.simulator import SimulatedPbx

from .board import one_section
from .conftest import AddPbx, Board, Visit

LIST = "todo.difuse_pbx_calls_to_return"
NAME = "<img src=x onerror=alert(1)> **Prizes** [win](https://evil.example)"
NUMBER = "[win](https://evil.example) www.evil.example <img src=x> *97*"


def place_calls(pbx: SimulatedPbx) -> None:
    """Let two callers be missed, one of whom has chosen what is sent."""
    a_while_ago = pbx.now() - 300
    missed: dict[str, Any] = {"disposition": "NO ANSWER", "ring": 9}
    pbx.call(source="+447700900101", name="Alice Morgan", start=a_while_ago, **missed)
    pbx.call(source="+447700900101", name="Alice Morgan", start=a_while_ago + 60, **missed)
    pbx.call(
        source="+447700900102",
        caller_id=f'"{NAME}" <+447700900102>',
        destination="600",
        dialled=NUMBER,
        start=a_while_ago + 90,
        **missed,
    )


def item(card: Locator, text: str) -> Locator:
    return card.locator("ha-check-list-item", has_text=text)


async def test_the_list_on_a_dashboard(
    home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, board: Board, walk: Visit
) -> None:
    await add_pbx()
    place_calls(pbx)
    await poll(home)
    await home.wait_for_state(LIST, lambda state: state["state"] == "2")
    page = await walk(await board(one_section([{"type": "todo-list", "entity": LIST}])))
    card = page.locator("hui-todo-list-card")
    alice, prizes = item(card, "Alice Morgan (2)"), item(card, "Prizes")
    await expect(alice.locator(".description")).to_contain_text("07700 900101")
    await expect(alice.locator(".description")).to_contain_text(
        re.compile(r"Last called \d+ \w+ 20\d\d, ")
    )
    await expect(prizes.locator(".summary")).to_have_text(NAME)
    await expect(prizes.locator(".description")).to_contain_text(f"Rang {NUMBER}, 600")
    assert await prizes.locator("a, img, em, strong").count() == 0

    await alice.locator("input, ha-checkbox").first.click()
    await home.wait_for_state(LIST, lambda state: state["state"] == "1")

    await prizes.locator(".summary").click()
    dialog = page.locator("dialog-todo-item-editor")
    await dialog.locator("ha-checkbox").click()
    await dialog.get_by_text("Save item").click()
    await home.wait_for_state(LIST, lambda state: state["state"] == "0")
    await expect(dialog.locator("ha-alert")).to_have_count(0)
