"""The card says what a call reached, and in its details the way that it went."""

from playwright.async_api import expect

from tests.simulator import Leg, SimulatedPbx, blind_transfer, forward, ring_group, voicemail

from .axe import Axe
from .conftest import AddPbx, ShowCard
from .office import ALICE, BOB, COURIER, DENTIST, RECEPTION, SHOWN
from .screen import PHONE

PICKED_UP = (
    Leg(destination="1002", ring=6),
    Leg(destination="1002", computed="1003", after=6, talk=75, up=True),
)


def place(pbx: SimulatedPbx) -> None:
    """Write the rows of calls that went several ways, the latest first in the card."""
    since = pbx.now() - 3600
    number, name = BOB
    pbx.call(source=number, name=name, start=since, talk=30)
    number, name = DENTIST
    group = ring_group(("1001", "1002", "1003"), "1002", ring=9, talk=45)
    pbx.call(source=number, name=name, destination="600", start=since + 300, legs=group)
    number, name = ALICE
    handed_over = blind_transfer("1001", "1002", ring=4, first=20, talk=95)
    pbx.call(source=number, name=name, start=since + 600, legs=handed_over)
    number, name = RECEPTION
    pbx.call(source=number, name=name, destination="1002", start=since + 900, legs=PICKED_UP)
    number, name = COURIER
    pbx.call(source=number, name=name, start=since + 1200, legs=voicemail(ring=20, talk=14))


async def test_it_says_where_a_call_ended_and_how_it_went(
    pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard, axe: Axe
) -> None:
    place(pbx)
    await add_pbx()
    log = await show_card(PHONE)
    left = log.row(SHOWN[COURIER])
    # How long it rang isn't in the call: the voicemail's seconds count as well.
    await expect(left.locator(".what")).to_have_text("Incoming call. Missed, left on voicemail")
    ways = {
        SHOWN[COURIER]: ["Reception didn't answer · 20 s", "Voicemail of Reception · 14 s"],
        RECEPTION[1]: ["1002 didn't answer · 6 s", "1003 picked up for 1002 · 1 min 15 s"],
        ALICE[1]: ["Reception answered · 20 s", "Reception transferred to 1002 · 1 min 35 s"],
        DENTIST[1]: ["3 phones of 600 rang · 9 s", "1002 answered · 45 s"],
    }
    for name, way in ways.items():
        await log.row(name).locator(".main").click()
        await expect(log.row(name).locator("ol.way li")).to_have_text(way)
    await expect(left.locator("dl")).to_contain_text("OutcomeNo answer, left on voicemail")
    await expect(left.locator("dl")).not_to_contain_text("Ring time")
    assert await axe.violations(log.root) == []


async def test_a_forwarded_call_is_one_row_though_its_rows_have_two_call_ids(
    pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> None:
    number, name = ALICE
    forwarded = forward("1005", "1003", ring=4, talk=30)
    rows = pbx.call(source=number, name=name, start=pbx.now() - 600, legs=forwarded)
    assert len({row.data["call_id"] for row in rows}) == 2
    await add_pbx()
    log = await show_card()
    await expect(log.names).to_have_text([name])
    await log.row(name).locator(".main").click()
    way = ["1005 forwarded to 1003", "1003 answered · 30 s"]
    await expect(log.row(name).locator("ol.way li")).to_have_text(way)


async def test_a_call_of_one_row_has_no_way_and_nobody_asks_for_it(
    pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> None:
    place(pbx)
    await add_pbx()
    log = await show_card(anew=True)
    await log.page.evaluate(
        "() => { const connection = document.querySelector('home-assistant').hass.connection;"
        " const send = connection.sendMessagePromise.bind(connection); window.asked = [];"
        " connection.sendMessagePromise = message => {"
        " window.asked.push(message.type); return send(message); }; }"
    )
    bob = log.row("Bob Carter")
    await bob.locator(".main").click()
    await expect(bob.locator("dl")).to_contain_text("OutcomeAnswered")
    assert "difuse/calls/way" not in await log.page.evaluate("window.asked")
    await log.row(ALICE[1]).locator(".main").click()
    await expect(log.row(ALICE[1]).locator("ol.way")).to_be_visible()
    assert "difuse/calls/way" in await log.page.evaluate("window.asked")
