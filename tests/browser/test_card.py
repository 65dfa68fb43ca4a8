"""The call log card shows calls, as they come and from long ago, and does what is clicked."""

import re

from playwright.async_api import expect
import pytest_asyncio

from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx, Traffic

from .card import CallLog
from .conftest import AddPbx, Picture, ShowCard
from .office import (
    ALICE,
    BOB,
    CALLS,
    COURIER,
    DENTIST,
    SHOWN,
    place_calls,
    ring,
    wait_until_imported,
)
from .problems import Problems

TODAY = [
    "Bob Carter",
    "+15550100",
    "Number withheld",
    "Alice Morgan",
    "Reception",
    SHOWN[COURIER],
    SHOWN[DENTIST],
    SHOWN[DENTIST],
    "Bob Carter",
]


@pytest_asyncio.fixture(loop_scope="session")
async def log(pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard) -> CallLog:
    """Return a card that shows the calls of two days."""
    place_calls(pbx)
    await add_pbx()
    shown = await show_card()
    await expect(shown.names.first).to_have_text("Bob Carter")
    return shown


async def test_calls_are_shown_as_a_phone_does(log: CallLog) -> None:
    await expect(log.days).to_have_text(["Today", "Yesterday"])
    assert (await log.names.all_inner_texts())[: len(TODAY)] == TODAY
    alice = log.row("Alice Morgan").first
    for words in (SHOWN[ALICE], "Answered by Sales", "rang 5 s", "talked 21 min"):
        await expect(alice).to_contain_text(words)
    when = alice.locator("time")
    await expect(when).to_have_text(re.compile(r"^[23] hr ago$"))
    await expect(when).to_have_attribute("title", re.compile(r"^\w+day, .* at 11:08:00$"))


async def test_a_call_comes_without_a_reload_and_is_marked_as_seen(
    home: HassProcess, pbx: SimulatedPbx, log: CallLog
) -> None:
    await log.page.evaluate("window.isStillHere = true")
    await expect(log.button("Mark ")).to_be_hidden()
    await ring(home, pbx, ("+15550123", "Carla"), disposition="NO ANSWER")
    await expect(log.names.first).to_have_text("Carla")
    await expect(log.rows.first).to_contain_text("New")
    await log.button("Mark 1 missed as seen").click()
    await expect(log.rows.first).not_to_contain_text("New")
    await expect(log.button("Mark ")).to_be_hidden()
    await home.wait_for_state(
        "sensor.difuse_pbx_new_missed_calls", lambda state: state["state"] == "0"
    )
    assert await log.page.evaluate("window.isStillHere")


async def test_filters(log: CallLog, picture: Picture) -> None:
    await log.choose("Missed")
    missed = ["Bob Carter", "Number withheld", SHOWN[COURIER], DENTIST[1]]
    await expect(log.names).to_have_text(missed)
    await picture(log.root, "card-missed")
    await log.choose("Outgoing")
    await expect(log.names).to_have_text(["+15550100", SHOWN[DENTIST], SHOWN[DENTIST], SHOWN[BOB]])
    await log.choose("All")
    await log.expect_count(len(CALLS))


async def test_search(log: CallLog) -> None:
    await log.search.fill("morgan")
    await expect(log.names).to_have_text(["Alice Morgan", "Alice Morgan"])
    await log.search.fill("020 7946")
    await expect(log.names).to_have_text([SHOWN[DENTIST], SHOWN[DENTIST], DENTIST[1]])
    await log.search.fill("morgan")
    await expect(log.names).to_have_text(["Alice Morgan", "Alice Morgan"])
    await log.search.fill("+44 20 7946 0110")
    await expect(log.names).to_have_text([SHOWN[DENTIST], SHOWN[DENTIST], DENTIST[1]])
    await log.search.fill("nobody")
    await expect(log.state).to_contain_text("No matching calls")


async def test_a_call_of_two_years_ago_is_found_while_one_types(
    home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> None:
    two_years_ago = pbx.now() - 729 * 86_400
    pbx.call(source="+447700900555", name="Zoé Ångström", start=two_years_ago)
    for number in range(250):
        pbx.call(source="+33970000002", start=two_years_ago + (number + 1) * 86_400)
    place_calls(pbx)
    await add_pbx()
    await wait_until_imported(home)
    log = await show_card()
    await expect(log.names.first).to_have_text("Bob Carter")
    await log.search.press_sequentially("zoe angs")
    await expect(log.names).to_have_text(["Zoé Ångström"])
    # As people write it in the house's country, and from abroad.
    for written in ("07700 900555", "0044 7700 900 555"):
        await log.search.fill("nobody at all")
        await expect(log.state).to_contain_text("No matching calls")
        await log.search.fill(written)
        await expect(log.names).to_have_text(["Zoé Ångström"])


async def test_details_and_calling_back(log: CallLog) -> None:
    alice = log.row("Alice Morgan").first
    await expect(alice.get_by_role("link", name="Call Alice Morgan")).to_have_attribute(
        "href", f"tel:{ALICE[0]}"
    )
    await alice.locator(".main").click()
    await expect(alice.locator("dl")).to_contain_text("Talk time21 min 15 s")
    await alice.locator(".main").click()
    await expect(alice.locator("dl")).to_be_hidden()
    assert await log.row("Number withheld").get_by_role("link").count() == 0


async def test_a_service_code_is_never_dialled(
    pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> None:
    """A caller chooses the number that is shown."""
    for number in ("**21*0900123456#", "*100#", "12", "+447700900101"):
        pbx.call(source=number, name=f"Called from {number}", start=pbx.now() - 300)
    await add_pbx()
    log = await show_card()
    await expect(log.rows).to_have_count(4)
    links = log.root.get_by_role("link")
    await expect(links).to_have_count(1)
    await expect(links).to_have_attribute("href", "tel:+447700900101")


async def test_a_recording_is_played_and_one_that_is_gone_says_so(
    log: CallLog, pbx: SimulatedPbx, problems: Problems
) -> None:
    player = log.root.get_by_role("region", name="Recording")
    await log.row("Alice Morgan").first.get_by_role("button", name="Play the recording").click()
    await expect(player).to_contain_text("Alice Morgan")
    # The simulated PBX's recordings are tones of a second.
    await expect(player).to_contain_text("0:01 / 0:01")
    assert problems.found == []
    pbx.recordings.clear()
    gone = log.row(SHOWN[DENTIST]).nth(0)
    await gone.get_by_role("button", name="Play the recording").click()
    await expect(player).to_contain_text("The PBX no longer has this recording.")
    problems.forgive(lambda problem: "HTTP 410" in problem or "status of 410" in problem)


async def test_older_calls_are_loaded_as_one_scrolls(
    pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> None:
    Traffic(pbx, seed=2).history(7, calls_per_day=60)
    await add_pbx()
    log = await show_card(rows=10)
    await log.expect_count(10)
    await log.load(210)
    assert await log.days.count() > 0
    # Only some of them are in the page: those in sight, and the next ones.
    assert await log.rows.count() < 50
    ids = await log.rows.locator("time").evaluate_all("all => all.map(time => time.dateTime)")
    assert ids == sorted(ids, reverse=True)
    await log.list.evaluate("list => list.scrollTo(0, 0)")
    await expect(log.days.first).to_have_text("Today")
