"""The player below the list, and what can be done about a call besides."""

from functools import partial
import re

from playwright.async_api import expect
import pytest
import pytest_asyncio

from tests.simulator import SimulatedPbx, recordings, tone

from .axe import Axe
from .card import CallLog
from .conftest import AddPbx, ShowCard
from .office import ALICE, DENTIST, SHOWN, place_calls
from .problems import Problems

SECONDS = 40


@pytest_asyncio.fixture(loop_scope="session")
async def log(pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard) -> CallLog:
    """Return a card with two recorded calls."""
    place_calls(pbx)
    await add_pbx()
    return await show_card(anew=True)


async def test_a_recording_plays_on_whatever_the_list_shows_until_another_one_does(
    monkeypatch: pytest.MonkeyPatch,
    pbx: SimulatedPbx,
    log: CallLog,
    axe: Axe,
    problems: Problems,
) -> None:
    monkeypatch.setattr(recordings, "tone", partial(tone, SECONDS))
    player = log.root.get_by_role("region", name="Recording")
    audio = player.locator("audio")
    alice = log.row(ALICE[1]).first.get_by_role("button", name="Play the recording")
    await alice.click()
    await expect(player.get_by_role("button", name="Pause")).to_be_visible()
    await expect(player).to_contain_text(ALICE[1])
    # No blob, which would be all of it in the browser's memory: a path for whoever is logged in.
    signed = re.compile(r"^\S*/api/difuse/recording/\S+\?authSig=\S+$")
    await expect(audio).to_have_attribute("src", signed)
    await log.search.fill("nobody")
    await expect(log.rows).to_have_count(0)
    assert not await audio.evaluate("audio => audio.paused")
    position = player.get_by_role("slider", name="Position")
    await expect(position).to_have_attribute("aria-valuetext", re.compile(r"of 0:40$"))
    await position.press("PageUp")
    await position.press("ArrowRight")
    await expect(position).to_have_attribute("aria-valuetext", re.compile(r"^0:0[5-9] of 0:40$"))
    await player.get_by_role("combobox", name="Speed").select_option("1.5")
    await player.get_by_role("button", name="Pause").press("Enter")
    await expect(player.get_by_role("button", name="Play")).to_be_focused()
    assert await audio.evaluate("audio => [audio.paused, audio.playbackRate]") == [True, 1.5]
    assert await axe.violations(log.root) == []
    await log.search.fill("")
    await log.row(SHOWN[DENTIST]).first.get_by_role("button", name="Play the recording").click()
    await expect(player).to_contain_text(SHOWN[DENTIST])
    await expect(player).not_to_contain_text(ALICE[1])
    await expect(player.get_by_role("button", name="Pause")).to_be_visible()
    assert await audio.evaluate("audio => audio.playbackRate") == 1.5
    assert problems.found == []
    await player.get_by_role("button", name="Close the recording").press("Enter")
    await expect(player).to_be_hidden()
    assert await log.root.locator("audio[src]").count() == 0
    # The server keeps the latest one for a minute, and only that.
    pbx.recordings.clear()
    await alice.click()
    await expect(player.get_by_role("status")).to_have_text("The PBX no longer has this recording.")
    await expect(player.get_by_role("button", name="Try again")).to_be_visible()
    problems.forgive(lambda problem: "HTTP 410" in problem or "status of 410" in problem)


async def test_numbers_are_copied_calls_saved_and_automations_begun(log: CallLog) -> None:
    await log.page.context.grant_permissions(["clipboard-read"])
    alice = log.row(ALICE[1]).first
    await alice.locator(".main").click()
    await alice.get_by_role("button", name="Copy number").click()
    await expect(log.page.get_by_text(f"{ALICE[0]} was copied.")).to_be_visible()
    assert await log.page.evaluate("navigator.clipboard.readText()") == ALICE[0]
    # As it is without https.
    await log.page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    await alice.get_by_role("button", name="Copy number").click()
    assert await log.page.evaluate("navigator.clipboard.readText()") == ALICE[0]
    await expect(alice.get_by_role("button", name="Copy number")).to_be_focused()
    async with log.page.expect_download() as saving:
        await log.button("Save these calls").click()
    table = (await (await saving.value).path()).read_bytes().decode("utf-8-sig").split("\r\n")
    assert table[0].startswith("Started,Direction,Outcome,")
    assert any(",Alice Morgan,07700 900101,Sales,1002,Sales," in row for row in table)
    assert not re.search(r"(?m)(^|,)[=+@-]", "\n".join(table))
    await alice.get_by_role("button", name="Create automation").click()
    editor = log.page.locator("manual-automation-editor")
    await expect(editor.locator("ha-automation-trigger-row")).to_contain_text("Call finished")
    begun = await editor.evaluate("editor => editor.config")
    assert begun["alias"] == "Call with Alice Morgan"
    (trigger,) = begun["triggers"]
    assert (trigger["trigger"], trigger["options"]) == (
        "difuse.call_finished",
        {"number": [ALICE[0]]},
    )
