"""The card shows people as their contacts say, and what became of the calls that were missed."""

from base64 import b64encode
from dataclasses import replace
import re
import struct
from typing import Any
import zlib

from playwright.async_api import expect
import pytest_asyncio

from tests.live.flow import add_book, replace_book
from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx

from .axe import Axe
from .card import CallLog
from .conftest import AddPbx, Picture, ShowCard
from .office import ALICE, BOB, COURIER, DENTIST, RECEPTION, SHOWN, ring, wait_until_imported
from .problems import Problems
from .screen import DARK, DESKTOP, PHONE

LOTTERY = "+442079460199"
PARIS = "+33123456789"

LISTED = 100
"""So many calls come by themselves; older ones are asked for."""


def portrait(size: int = 48) -> bytes:
    """Return a picture of somebody, as far as a few pixels go."""
    rows = bytearray()
    for y in range(size):
        rows.append(0)
        for x in range(size):
            head = (x - size / 2) ** 2 + (y - size * 0.42) ** 2 < (size * 0.2) ** 2
            body = (x - size / 2) ** 2 / 1.6 + (y - size * 1.05) ** 2 < (size * 0.36) ** 2
            rows += bytes((240, 200, 160) if head else (60, 90, 160) if body else (190, 220, 200))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    image = chunk(b"IDAT", zlib.compress(bytes(rows)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + image + chunk(b"IEND", b"")


def contact(name: str, number: str, *more: str) -> str:
    lines = ("BEGIN:VCARD", "VERSION:4.0", f"FN:{name}", f"TEL:{number}", *more, "END:VCARD")
    return "".join(f"{line}\r\n" for line in lines)


PHOTO = f"PHOTO:data:image/png;base64,{b64encode(portrait()).decode()}"
OTHERS = contact("Big Lottery", LOTTERY, "CATEGORIES:Spam") + contact("Léa Petit", PARIS)
BOOK = contact("Aunt Alice", "07700 900101", "CATEGORIES:VIP,Family", PHOTO) + OTHERS


def place(pbx: SimulatedPbx) -> None:
    """Write the rows of calls with people, the oldest first."""
    since = pbx.now() - 4000
    missed: dict[str, Any] = {"disposition": "NO ANSWER", "ring": 20}
    number, name = RECEPTION
    pbx.call(source=BOB[0], start=since, **missed)
    pbx.call(source=number, name=name, destination="07700900102", start=since + 200, talk=40)
    pbx.call(source="00447700900101", name="MORGAN A", start=since + 400, talk=95)
    pbx.call(source=number, name=name, destination="0033123456789", start=since + 600, talk=70)
    pbx.call(source=LOTTERY, start=since + 800, **missed)
    pbx.call(source=COURIER[0], start=since + 1000, **missed)
    pbx.call(source=number, name=name, destination="1002", start=since + 1200, talk=30)
    pbx.call(source="anonymous", start=since + 1400, **missed)


@pytest_asyncio.fixture(loop_scope="session")
async def entry_id(home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx) -> str:
    """Have a PBX with an address book, and with calls that came since its set-up."""
    entry_id = await add_pbx()
    await add_book(home, entry_id, BOOK)
    place(pbx)
    await ring(home, pbx, ALICE, talk=15)
    return entry_id


async def test_contacts_are_shown_by_their_names_and_pictures(
    entry_id: str, show_card: ShowCard, axe: Axe, picture: Picture
) -> None:
    for screen in (DESKTOP, DARK, PHONE, replace(PHONE, color_scheme="dark")):
        log = await show_card(screen)
        await assert_people(log)
        if screen is DESKTOP:
            await picture(log.root, "card-people")
        alice = log.row("Aunt Alice").last
        await alice.locator(".main").click()
        details = alice.locator("dl")
        await expect(details).to_contain_text(f"CallerAunt Alice · {SHOWN[ALICE]}")
        await expect(details.locator(".group")).to_have_text(["VIP", "Family"])
        await expect(details).to_contain_text("Answered byReception · 1001")
        assert await axe.violations(log.root) == []


async def assert_people(log: CallLog) -> None:
    names = ["Aunt Alice", "Number withheld", "Reception", SHOWN[COURIER], "Big Lottery"]
    others = ["Léa Petit", "Aunt Alice", SHOWN[BOB], SHOWN[BOB]]
    await expect(log.names).to_have_text([*names, *others])
    alice = log.row("Aunt Alice").last
    await expect(alice.locator(".number")).to_have_text(SHOWN[ALICE])
    await expect(alice.locator(".what")).to_contain_text("Answered by Reception")
    face = alice.locator("img")
    await expect(face).to_be_visible()
    await expect(face).to_have_js_property("naturalWidth", 48)
    await expect(log.row("Léa Petit").locator(".avatar")).to_have_text("LP")
    await expect(log.row("Léa Petit").locator(".what")).to_have_text(
        re.compile(r"^Outgoing call from Reception\. Answered · ")
    )
    lottery = log.row("Big Lottery")
    await expect(lottery).to_contain_text("Unwanted")
    await expect(lottery).not_to_contain_text("Missed")
    called_back = log.row(SHOWN[BOB]).last
    await expect(called_back.locator(".what")).to_contain_text("Missed · Called back")
    await expect(called_back).not_to_contain_text("New")
    await expect(log.row(SHOWN[COURIER])).to_contain_text("New")


async def test_a_contact_is_found_whatever_the_pbx_calls_them(
    entry_id: str, show_card: ShowCard
) -> None:
    log = await show_card()
    await log.search.fill("aunt al")
    await expect(log.names).to_have_text(["Aunt Alice"])
    await expect(log.rows.first).to_contain_text("(2)")
    await log.search.fill("lea pet")
    await expect(log.names).to_have_text(["Léa Petit"])
    await log.search.fill("morgan a")
    await expect(log.names).to_have_text(["Aunt Alice"])


async def test_it_says_where_a_number_is_from_of_which_nobody_knows_more(
    home: HassProcess, pbx: SimulatedPbx, entry_id: str, show_card: ShowCard
) -> None:
    await ring(home, pbx, (DENTIST[0], ""), talk=15)
    log = await show_card()
    row = log.row(SHOWN[DENTIST])
    # Once in a while it has to be collected first.
    await expect(row.locator(".place")).to_have_text("London", timeout=60_000)
    await row.locator(".main").click()
    await expect(row.locator("dl")).to_contain_text("PlaceLondon")


async def test_whoever_has_no_picture_any_more_has_initials(
    entry_id: str, show_card: ShowCard, problems: Problems
) -> None:
    log = await show_card()
    alice = log.row("Aunt Alice").first
    await expect(alice.locator("img")).to_be_visible()
    # As after a restart of Home Assistant: what was signed before is worth nothing.
    await alice.locator("img").evaluate("picture => (picture.src = '/api/difuse/photo/0')")
    await expect(alice.locator("img")).to_be_hidden()
    await expect(alice.locator(".avatar")).to_have_text("AA")
    problems.forgive(lambda problem: "401" in problem)


async def test_a_rename_is_shown_in_old_calls_as_well(
    home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> None:
    since = pbx.now() - 86_400
    for number in range(150):
        # Her calls are answered or missed in turn: what differs isn't folded.
        disposition = "ANSWERED" if number % 2 else "NO ANSWER"
        pbx.call(source=ALICE[0], start=since + 60 * number, disposition=disposition)
    entry_id = await add_pbx()
    await wait_until_imported(home)
    log = await show_card(rows=10)
    await log.load(150)
    await log.scroll_to_end()
    await expect(log.names.last).to_have_text(SHOWN[ALICE])
    there = await log.names.count()
    await add_book(home, entry_id, BOOK)
    await expect(log.names).to_have_text(["Aunt Alice"] * there)
    await replace_book(home, entry_id, BOOK.replace("Aunt", "Sister"))
    await expect(log.names).to_have_text(["Sister Alice"] * there)


async def test_what_became_of_an_old_missed_call_is_shown(
    home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> None:
    await add_pbx()
    since = pbx.now() - 8000
    pbx.call(source=BOB[0], start=since, disposition="NO ANSWER")
    for number in range(LISTED):
        pbx.call(source=ALICE[0], start=since + 60 * (number + 1), talk=5)
    await ring(home, pbx, ALICE, talk=5)
    log = await show_card(rows=100)
    bob = log.row(SHOWN[BOB])
    await log.expect_count(LISTED)
    # All of hers are in one line: there is nothing to scroll.
    await log.button("Show older calls").click()
    await expect(bob).to_contain_text("New")
    await log.button("Mark 1 missed as seen").click()
    await expect(bob.locator(".what")).to_contain_text("Missed · Seen")
    await expect(bob).not_to_contain_text("New")
