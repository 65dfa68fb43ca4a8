"""A list of ten thousand calls, of which Home Assistant hands out a hundred at a time: a stub does that."""

from typing import Any

from playwright.async_api import expect
import pytest_asyncio

from .card import CARD, CallLog
from .conftest import AddPbx, Visit

CALLS = 10_000

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
            other_number: number, other_name: index % 2 ? `Caller ${index % 400}` : null, groups: [],
            location: null, answered_by_name: null, reached: "person", handled: null,
        };
    });
    const nothing = {available: true, people: {}, names: {"1001": "Reception"}, edition: 0, history: true,
        imported: 100, new_missed: 0, unseen: []};
    window.asked = 0;
    window.longest = 0;
    const connection = {
        subscribeMessage: (take) => {
            window.tell = (fields) => take({...nothing, calls: calls.slice(0, 50), ...fields});
            window.tell({});
            return Promise.resolve(() => undefined);
        },
        sendMessagePromise: async ({before, limit, text}) => {
            window.asked += 1;
            const from = before ? calls.findIndex(({started_at}) => Date.parse(started_at) < Date.parse(before)) : 0;
            const found = from < 0 ? [] : calls.slice(from, from + limit);
            return {calls: structuredClone(found), people: {}, more: from >= 0 && from + limit < count};
        },
    };
    const card = document.createElement("difuse-call-log-card");
    card.setConfig({entry_id: "an entry"});
    card.hass = {...hass, connection};
    document.body.replaceChildren(card);
}"""

SCROLL = """async list => {
    const longest = [];
    new PerformanceObserver(found => longest.push(...found.getEntries().map(one => one.duration)))
        .observe({type: "longtask"});
    const frame = () => new Promise(requestAnimationFrame);
    let still = 0, frames = 0, most = 0, last = 0;
    const gaps = [];
    while (still < 40) {
        const before = list.scrollTop;
        list.scrollTop += 400;
        const begin = performance.now();
        await frame();
        gaps.push(performance.now() - begin);
        frames += 1;
        most = Math.max(most, list.querySelectorAll("li.call").length);
        still = list.scrollTop === before ? still + 1 : 0;
    }
    await new Promise(resolve => setTimeout(resolve, 200));
    gaps.sort((one, other) => other - one);
    return {longest, frames, most, gaps: gaps.slice(0, 8), height: list.scrollHeight, elements: list.querySelectorAll("*").length};
}"""

async def test_scroll(visit: Visit, add_pbx: AddPbx, browser) -> None:
    import json, collections
    await add_pbx()
    page = await visit("/profile/general")
    await page.wait_for_function(f"customElements.get('{CARD}') !== undefined")
    await page.evaluate(PLACE, CALLS)
    log = CallLog(page)
    await expect(log.rows.first).to_be_visible()
    await page.wait_for_timeout(1000)
    tools = await page.context.new_cdp_session(page)
    await tools.send("Profiler.enable")
    await tools.send("Profiler.setSamplingInterval", {"interval": 500})
    await tools.send("Profiler.start")
    await browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline", "devtools.timeline"])
    print(await log.list.evaluate(SCROLL))
    trace = json.loads(await browser.stop_tracing())
    prof = (await tools.send("Profiler.stop"))["profile"]
    tasks = [e for e in trace["traceEvents"] if e.get("name") in ("RunTask", "ThreadControllerImpl::RunTask") and "tdur" in e]
    by = collections.Counter(e["tid"] for e in tasks)
    names = {e["tid"]: e["args"]["name"] for e in trace["traceEvents"] if e.get("name") == "thread_name"}
    for tid, n in by.items():
        d = sorted((e["tdur"]/1000 for e in tasks if e["tid"] == tid), reverse=True)
        print(names.get(tid), n, d[:12], sum(d))
    self = collections.Counter()
    nodes = {n["id"]: n for n in prof["nodes"]}
    for s, dt in zip(prof["samples"], prof["timeDeltas"]):
        c = nodes[s]["callFrame"]; self[(c["functionName"], c["url"].split("/")[-1], c["lineNumber"])] += dt/1000
    for k, v in self.most_common(30): print(round(v), k)
    ev = collections.Counter()
    for e in trace["traceEvents"]:
        if e.get("ph") == "X" and "tdur" in e and names.get(e["tid"]) == "CrRendererMain": ev[e["name"]] += e["tdur"]/1000
    for k, v in ev.most_common(20): print(round(v), k)
