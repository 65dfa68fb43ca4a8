from dataclasses import replace
import os
from .conftest import *
from .office import *
from .screen import *
from .test_card_people import BOOK, place
from tests.live.flow import add_book
from .problems import Problems

async def test_look(home, pbx, add_pbx, show_card, problems):
    entry = await add_pbx()
    place_calls(pbx)
    await add_book(home, entry, BOOK)
    place(pbx)
    for i in range(3):
        pbx.call(source="+447700900777", name="Ines Ward", start=pbx.now()-900+60*i, disposition="NO ANSWER", ring=9)
    await ring(home, pbx, COURIER, disposition="NO ANSWER", ring=22)
    for name, screen in {"l": DESKTOP, "d": DARK, "p": PHONE, "pd": replace(PHONE, color_scheme="dark")}.items():
        log = await show_card(screen, rows=40) if name == "l" else log
        if name != "l":
            from .card import CallLog
            page = await log.page.context.browser.new_page() if False else None
        await log.page.wait_for_timeout(1500)
        await log.page.screenshot(path=f"/tmp/log-{name}.png")
        if name == "l":
            await log.root.locator(".filter").click()
            await log.page.wait_for_timeout(600)
            await log.page.screenshot(path="/tmp/log-filter.png")
            await log.page.keyboard.press("Escape")
            await log.rows.nth(1).locator(".main").click()
            await log.page.wait_for_timeout(600)
            await log.page.screenshot(path="/tmp/log-open.png")
        break
    print(problems.found)
    problems.found.clear()
