"""Scratch: time from navigation to the first row of the card and of the logbook card."""

import statistics
from .board import one_section, make_dashboard, delete_dashboard
from .card import card
from .office import place_calls, ring, COURIER
from .screen import DESKTOP, go_to
from .conftest import *

MARK = """() => { window.__marks = {}; const t0 = performance.now();
 const seen = (name, find) => { const tick = () => { try { if (find()) { window.__marks[name] = performance.now(); return; } } catch {} requestAnimationFrame(tick); }; tick(); };
 const deep = (root, sel) => { const f = root.querySelector(sel); if (f) return f; for (const e of root.querySelectorAll('*')) { if (e.shadowRoot) { const g = deep(e.shadowRoot, sel); if (g) return g; } } return null; };
 seen('card', () => deep(document, 'hui-logbook-card, difuse-call-log-card'));
 seen('rows', () => { const c = deep(document, 'hui-logbook-card, difuse-call-log-card'); if (!c) return false; return c.shadowRoot && (deep(c.shadowRoot, '.entry-container') || deep(c.shadowRoot, 'li.call')); });
}"""


async def test_paint(home, pbx, add_pbx, windows, problems):
    place_calls(pbx)
    await add_pbx()
    for i in range(12):
        await ring(
            home,
            pbx,
            (f"+4477009001{i:02}", f"Caller {i}"),
            disposition="NO ANSWER" if i % 2 else "ANSWERED",
        )
    ids = []
    boards = {
        "log": [card()],
        "logbook": [
            {
                "type": "logbook",
                "target": {"entity_id": ["event.difuse_pbx_call"]},
                "hours_to_show": 24,
            }
        ],
    }
    times = {name: [] for name in boards}
    made = {}
    for name, cards in boards.items():
        made[name] = await make_dashboard(home, f"paint-{name}", one_section(cards))
    page = await windows.new_page(DESKTOP)
    await page.context.add_init_script(f"({MARK})()")
    page = await page.context.new_page()
    for round in range(12):
        for name in boards:
            await page.goto(f"/paint-{name}/0", wait_until="commit")
            await page.wait_for_function("window.__marks && window.__marks.rows", timeout=20000)
            m = await page.evaluate("window.__marks")
            times[name].append(m)
    for name, all in times.items():
        rows = [m["rows"] for m in all[1:]]
        gap = [m["rows"] - m["card"] for m in all[1:]]
        print(
            name,
            "rows",
            round_(statistics.median(rows)),
            "after element",
            round_(statistics.median(gap)),
            [round_(x) for x in rows],
            [round_(x) for x in gap],
        )
    await page.screenshot(path="/tmp/paint.png")
    for one in made.values():
        await delete_dashboard(home, one)
    problems.found.clear()


def round_(x):
    return int(x)
