import json, collections
from playwright.async_api import expect
from .card import CARD, CallLog
from .conftest import *
from .test_card_long import PLACE, SCROLL, CALLS


async def test_tasks(visit, add_pbx, browser):
    await add_pbx()
    page = await visit("/profile/general")
    await page.wait_for_function(f"customElements.get('{CARD}') !== undefined")
    await page.evaluate(PLACE, CALLS)
    log = CallLog(page)
    await expect(log.rows.first).to_be_visible()
    await page.wait_for_timeout(1000)
    await page.evaluate(
        "window.longtasks = []; new PerformanceObserver(found => window.longtasks.push(...found.getEntries().map(one => one.duration))).observe({type: 'longtask'})"
    )
    await browser.start_tracing(page=page, categories=["toplevel"])
    print(await log.list.evaluate(SCROLL))
    await log.list.evaluate("list => list.scrollTo(0, 0)")
    await page.evaluate("window.tell({unseen: ['call 0'], new_missed: 1})")
    await expect(log.rows.first).to_contain_text("New")
    trace = json.loads(await browser.stop_tracing())
    names = {
        e["tid"]: e["args"]["name"] for e in trace["traceEvents"] if e.get("name") == "thread_name"
    }
    d = sorted(
        (
            e["tdur"] / 1000
            for e in trace["traceEvents"]
            if e.get("name") == "ThreadControllerImpl::RunTask"
            and "tdur" in e
            and names.get(e["tid"]) == "CrRendererMain"
        ),
        reverse=True,
    )
    w = sorted(
        (
            e["dur"] / 1000
            for e in trace["traceEvents"]
            if e.get("name") == "ThreadControllerImpl::RunTask"
            and "dur" in e
            and names.get(e["tid"]) == "CrRendererMain"
        ),
        reverse=True,
    )
    print("cpu", len(d), d[:15], "over 50:", sum(one > 50 for one in d), "total", sum(d))
    print("wall", w[:15], "over 50:", sum(one > 50 for one in w))
    longest = await page.evaluate("window.longtasks")
    print("longtask", len(longest), max(longest, default=0))
