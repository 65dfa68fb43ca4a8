from dataclasses import replace
import os
from .conftest import *
from .office import *
from .screen import *
from .test_card_people import BOOK, place
from tests.live.flow import add_book
from .problems import Problems

from playwright.async_api import expect


async def test_look(home, pbx, add_pbx, show_card, problems, windows):
    entry = await add_pbx()
    place_calls(pbx)
    await add_book(home, entry, BOOK)
    place(pbx)
    for i in range(3):
        pbx.call(
            source="+447700900777",
            name="Ines Ward",
            start=pbx.now() - 900 + 60 * i,
            disposition="NO ANSWER",
            ring=9,
        )
    await ring(home, pbx, COURIER, disposition="NO ANSWER", ring=22)
    from .board import one_section, make_dashboard, delete_dashboard
    from .card import CallLog, card

    made = await make_dashboard(home, "look-board", one_section([card(rows=40)]))
    for name, screen in {
        "l": replace(DESKTOP, width=1280),
        "d": replace(DARK, width=1280),
        "p": PHONE,
        "pd": replace(PHONE, color_scheme="dark"),
        "he": replace(PHONE, locale="he"),
    }.items():
        page = await show_card.__globals__["go_to"] if False else None
        page = await windows.new_page(screen)
        await go_to(page, "/look-board/0")
        log = CallLog(page)
        await expect(log.rows.first).to_be_visible()
        await log.rows.first.locator(".main").click()
        await page.wait_for_timeout(1500)
        await page.screenshot(path=f"/tmp/log-{name}.png")
        if name in ("p", "d"):
            await log.filter.click()
            await log.panel.get_by_label("Outcome").select_option("No answer")
            await page.wait_for_timeout(800)
            await page.screenshot(path=f"/tmp/log-{name}-filter.png")
            await page.keyboard.press("Escape")
            await page.wait_for_timeout(500)
            await (
                log.rows.first.locator("[data-part=done], [data-part=finish]")
                .locator("visible=true")
                .first.click()
            )
            await page.wait_for_timeout(800)
            await page.screenshot(path=f"/tmp/log-{name}-done.png")
        await page.close()
    await delete_dashboard(home, made)
    print(problems.found)
    problems.found.clear()
