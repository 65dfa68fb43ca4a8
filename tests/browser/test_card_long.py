"""A list of ten thousand calls scrolls: a stub has them, and hands out a hundred at a time."""

from typing import Any

from playwright.async_api import expect

from .card import CARD, CallLog
from .conftest import AddPbx, Visit

CALLS = 10_000
IN_THE_PAGE = 40
"""Rows in sight, and those around them: what a frame costs is by them, not by the calls."""

PLACE = """count => {
    const hass = document.querySelector("home-assistant").hass;
    const now = Date.now();
    const directions = ["inbound", "outbound", "internal"];
    const outcomes = ["answered", "no_answer", "busy"];
    const calls = Array.from({length: count}, (_, index) => {
        const moment = new Date(now - 3e5 - index * 97e4).toISOString().replace("Z", "+00:00");
        const number = "+4477009" + String(index % 400).padStart(5, "0");
        const disposition = outcomes[(index >> 2) % 3];
        const direction = directions[(index >> 1) % 3];
        return {
            call_id: `call ${index}`, db_id: count - index, direction, disposition,
            missed: direction !== "outbound" && disposition !== "answered",
            caller_number: direction === "outbound" ? "1001" : number, caller_name: "",
            called_number: direction === "outbound" ? number : "1001",
            answered_by: disposition === "answered" ? "1001" : null, extensions: ["1001"],
            started_at: moment, answered_at: null, ended_at: moment, duration: 20,
            ring_duration: 5, talk_duration: disposition === "answered" ? 15 : 0,
            has_recording: index % 3 === 0, legs: 1, call_ids: [`call ${index}`],
            other_number: number, other_name: index % 2 ? `Caller ${index % 400}` : null,
            groups: [], location: null, answered_by_name: null, reached: "person", handled: null,
        };
    });
    const nothing = {
        available: true, people: {}, names: {"1001": "Reception"}, edition: 0, history: true,
        imported: 100, new_missed: 0, unseen: [],
    };
    window.asked = 0;
    const connection = {
        subscribeMessage: (take) => {
            window.tell = (fields) => take({...nothing, calls: calls.slice(0, 50), ...fields});
            window.tell({});
            return Promise.resolve(() => undefined);
        },
        sendMessagePromise: async ({before, limit}) => {
            window.asked += 1;
            const end = before ? Date.parse(before) : Infinity;
            const older = calls.filter((call) => Date.parse(call.started_at) < end);
            const found = structuredClone(older.slice(0, limit));
            return {calls: found, people: {}, more: older.length > limit};
        },
    };
    const card = document.createElement("difuse-call-log-card");
    card.setConfig({entry_id: "an entry"});
    card.hass = {...hass, connection};
    stage(card);
}"""

SCROLL = """async list => {
    const frame = () => new Promise(requestAnimationFrame);
    const rows = () => [...list.querySelectorAll("li.call")];
    const seen = new Set(rows().map(row => row.dataset.key));
    let most = 0, still = 0;
    while (still < 40) {
        const before = list.scrollTop;
        list.scrollTop += 3 * list.clientHeight;
        await frame();
        most = Math.max(most, rows().length);
        for (const row of rows()) seen.add(row.dataset.key);
        still = list.scrollTop === before ? still + 1 : 0;
    }
    const gap = list.scrollHeight - list.scrollTop - list.clientHeight;
    return {most, seen: seen.size, gap: Math.round(gap), asked: window.asked};
}"""


async def test_ten_thousand_calls_scroll_with_few_rows_in_the_page(
    walk: Visit, add_pbx: AddPbx
) -> None:
    await add_pbx()
    page = await walk("/profile/general")
    await page.wait_for_function(f"customElements.get('{CARD}') !== undefined")
    await page.evaluate(PLACE, CALLS)
    log = CallLog(page)
    await expect(log.rows.first).to_be_visible()
    scrolled: dict[str, Any] = await log.list.evaluate(SCROLL)
    assert scrolled["most"] <= IN_THE_PAGE
    # Each was in the page once.
    assert (scrolled["seen"], scrolled["gap"]) == (CALLS, 0)
    assert scrolled["asked"] <= CALLS / 100 + 1
    assert await log.count() == CALLS
    await log.list.evaluate("list => list.scrollTo(0, 0)")
    await page.evaluate("window.tell({unseen: ['call 0'], new_missed: 1})")
    await expect(log.rows.first).to_contain_text("New")
