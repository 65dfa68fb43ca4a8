"""What people read of the entities themselves: durations, counts, and the dialogs of calls."""

from playwright.async_api import Page, expect

from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx

from .conftest import AddPbx, Visit
from .office import ring
from .screen import hass_of

SENSOR = "sensor.difuse_pbx_"
SHOWN = {
    "talk_time_today": "2h 32m",
    "last_call_duration": "153m",
    "ring_time_today": "20 s",
    "calls_today": "1",
    "missed_today": "0",
    "new_missed_calls": "0",
    "calls_to_return": "0",
    "recent_calls": "1",
}
"""After one call that rang for 20 seconds and took two and a half hours."""

CALLER = ("+447700900102", '<img src="/static/x.png"> **Bob**')
WORDS = (
    '<img src="/static/x.png"> **Bob** (07700 900102) called 1002, answered by 1002 after 20 s,'
    " talked 2 h 33 min"
)


async def open_dialog(page: Page, entity_id: str) -> None:
    await page.evaluate(
        "entityId => document.querySelector('home-assistant').dispatchEvent("
        "new CustomEvent('hass-more-info', { detail: { entityId } }))",
        entity_id,
    )


async def test_durations_and_counts_read_well_and_dialogs_say_the_call_in_words(
    home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, walk: Visit
) -> None:
    await add_pbx()
    await ring(home, pbx, CALLER, destination="1002", ring=20, talk=9160)
    page = await walk("/config/devices/dashboard")
    for key, text in SHOWN.items():
        shown = await hass_of(page, f"hass.formatEntityState(hass.states['{SENSOR}{key}'])")
        assert " ".join(shown.split()) == text, key
    for entity_id, above in (
        ("event.difuse_pbx_call", "Answered"),
        (f"{SENSOR}last_caller", CALLER[1]),
    ):
        await open_dialog(page, entity_id)
        card = page.locator("ha-more-info-dialog difuse-call-state-card")
        await expect(card).to_contain_text(above)
        await expect(card.locator("p")).to_have_text(WORDS)
        await expect(card.locator("img")).to_have_count(0)
