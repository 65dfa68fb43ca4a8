"""Missed calls are announced at once, or when the quiet hours are over, and can be ticked off."""

from collections.abc import AsyncGenerator

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.another_pbx import another_pbx
from tests.blueprints import MADE, Use, call, call_as, go_to
from tests.conftest import SetUp
from tests.home import Announced, poll, state_of
from tests.phone import Phone, buttons
from tests.plain import CHOSEN, assert_does_nothing
from tests.simulator import SimulatedPbx, Simulator
from tests.test_to_return.people import DONE, OPEN, listed, tick

from .conftest import log_in, press, press_others

OTHERS = "sensor.other_new_missed_calls"
ALICE = "+447700900001"
BOB = "+447700900002"


@pytest.fixture
async def second(
    hass: HomeAssistant,
    enable_custom_integrations: None,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> AsyncGenerator[SimulatedPbx]:
    """Set up another PBX, named Other."""
    pbx = SimulatedPbx()
    async with another_pbx(hass, entry, pbx) as other:
        await hass.config_entries.async_setup(other.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        yield pbx


def callers(phone: Phone) -> list[str]:
    """Return of whom the phone shows that they have called."""
    return [text.split(" called")[0] for text in phone.texts]


async def test_missed_calls_are_announced_at_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:05:00")
    await set_up()
    await use("missed_call_notify", phone=await log_in(hass, phone))
    call(pbx, name="Alice", disposition="NO ANSWER")
    call(pbx, "+447700900002", disposition="BUSY", ring=0)
    call(pbx, "anonymous", disposition="NO ANSWER")
    call(pbx, "+447700900003")
    call(pbx, "1002", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert phone.texts == [
        "Alice (+44 7700 900001) called 1001 at 12:04.",
        "+44 7700 900002 called 1001 at 12:04.",
        "A withheld number called 1001 at 12:04.",
    ]
    assert {push["title"] for push in phone.pushed} == {"Missed call"}
    assert {push["data"]["group"] for push in phone.pushed} == {"difuse_missed_calls"}
    # Apple's servers refuse a longer one.
    assert max(len(push["data"]["tag"]) for push in phone.pushed) <= 64


async def test_extensions_have_names(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:05:00")
    await set_up()
    inputs = {"phone": await log_in(hass, phone), "direction": ["inbound", "internal"]}
    await use("missed_call_notify", **inputs)
    for number, name in (("1001", "Anna"), ("1002", "Carol")):
        call(pbx, number, name=name, destination=BOB)
    await poll(hass, freezer)
    call(pbx, ALICE, disposition="NO ANSWER")
    call(pbx, "1002", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert callers(phone) == ["+44 7700 900001", "Carol (1002)"]
    assert {text.split(" called ")[1] for text in phone.texts} == {"Anna (1001) at 12:05."}


async def test_the_same_caller_has_one_notification(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    await set_up()
    await use("missed_call_notify", phone=await log_in(hass, phone))
    for source in (ALICE, "00447700900001", "+447700900002", ALICE):
        call(pbx, source, disposition="NO ANSWER")
    await poll(hass, freezer)
    assert len(phone.pushed) == 4
    assert callers(phone) == [
        "+44 7700 900002",
        "+44 7700 900001",
    ]


@pytest.mark.parametrize(
    ("manufacturer", "scheme"), [("Google", "deep-link://tel:"), ("Apple", "tel:")]
)
async def test_the_button_that_calls_back(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
    manufacturer: str,
    scheme: str,
) -> None:
    """On Android a link to tel: is taken for a page of Home Assistant."""
    await go_to(hass, freezer, "12:00:00")
    await set_up()
    phone.manufacturer = manufacturer
    await use("missed_call_notify", phone=await log_in(hass, phone))
    call(pbx, ALICE, disposition="NO ANSWER")
    await poll(hass, freezer)
    button = buttons(phone.shown[0])["Call back"]
    assert button == {"action": "URI", "title": "Call back", "uri": f"{scheme}{ALICE}"}


async def test_nothing_is_dialled_but_a_phone_number(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    await set_up()
    inputs = {"phone": await log_in(hass, phone), "direction": ["inbound", "internal"]}
    await use("missed_call_notify", **inputs)
    odd = ("anonymous", "0900123456#", "0900_123_456", "[09](https://evil.example)", "'\"}, {")
    for source in (*odd, "1002", "**21*0900123456#", "12", "*"):
        call(pbx, source, disposition="NO ANSWER")
    await poll(hass, freezer)
    assert [list(buttons(push)) for push in phone.pushed] == [*[["Done"]] * 5, *[[]] * 4]
    for push in phone.pushed[:5]:
        assert_does_nothing(push["message"].split(" at ")[0])
        await press(hass, buttons(push)["Done"])
    assert (await listed(hass, OPEN), len(await listed(hass, DONE))) == ([], len(odd))


async def test_what_a_caller_chose_does_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    await set_up()
    await use("missed_call_notify", phone=await log_in(hass, phone))
    call_as(pbx, CHOSEN, disposition="NO ANSWER")
    await poll(hass, freezer)
    assert len(phone.pushed) == len(CHOSEN)
    for push in phone.pushed:
        assert_does_nothing(push["message"].split(" at ")[0])


async def test_done_marks_the_caller_as_seen_and_it_goes(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    second: SimulatedPbx,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    await set_up()
    await use("missed_call_notify", phone=await log_in(hass, phone))
    for source in (ALICE, "anonymous", BOB, "00447700900001"):
        call(pbx, source, name="", disposition="NO ANSWER")
    await poll(hass, freezer)
    call(second, ALICE, disposition="NO ANSWER")
    await poll(hass, freezer)
    last_run = state_of(hass, MADE).attributes["last_triggered"]
    await press_others(hass)
    assert state_of(hass, MADE).attributes["last_triggered"] == last_run
    withheld, bob, alice, others_alice = phone.shown
    await press(hass, buttons(alice)["Done"])
    assert phone.shown == [withheld, bob, others_alice]
    assert state_of(hass, "new_missed_calls").state == "2"
    await press(hass, buttons(withheld)["Done"])
    assert phone.shown == [bob, others_alice]
    assert await listed(hass, OPEN) == ["+44 7700 900002"]
    assert state_of(hass, OTHERS).state == "1"


@pytest.mark.parametrize("handled", ["returned", "answered_later", "seen"])
async def test_it_goes_when_the_call_was_handled(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
    handled: str,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    await set_up()
    await use("missed_call_notify", phone=await log_in(hass, phone))
    for source in (ALICE, BOB, "anonymous"):
        call(pbx, source, disposition="NO ANSWER")
    await poll(hass, freezer)
    assert len(phone.shown) == 3
    if handled == "returned":
        call(pbx, "1001", destination="00447700900001")
    elif handled == "answered_later":
        call(pbx, ALICE)
    else:
        await tick(hass, "+44 7700 900001")
    await poll(hass, freezer)
    assert callers(phone) == ["+44 7700 900002", "A withheld number"]


async def test_a_call_back_that_nobody_answers_leaves_it(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    await set_up()
    await use("missed_call_notify", phone=await log_in(hass, phone))
    call(pbx, ALICE, disposition="NO ANSWER")
    await poll(hass, freezer)
    call(pbx, "1001", destination=ALICE, disposition="NO ANSWER")
    await poll(hass, freezer)
    assert callers(phone) == ["+44 7700 900001"]


async def test_it_goes_when_somebody_has_called_back(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    await set_up()
    await use("missed_call_notify", phone=await log_in(hass, phone))
    call(pbx, ALICE, disposition="NO ANSWER")
    call(pbx, "+447700900002", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert len(phone.shown) == 2
    call(pbx, "1001", destination=ALICE)
    await poll(hass, freezer)
    assert [text.split(" called")[0] for text in phone.texts] == ["+44 7700 900002"]
    await press(hass, buttons(phone.shown[0])["Done"])
    assert phone.shown == []
    assert state_of(hass, "calls_to_return").state == "0"


async def test_what_was_handled_before_it_is_announced_needs_no_notification(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    await set_up()
    announced = Announced(hass)
    await use("missed_call_notify", phone=await log_in(hass, phone))
    call(pbx, ALICE, disposition="NO ANSWER")
    freezer.tick(20)
    call(pbx, "1001", destination=ALICE)
    await poll(hass, freezer)
    missed = [one.attributes for one in announced.states if one.attributes["missed"]]
    assert [one["handled"] for one in missed] == ["returned"]
    assert phone.pushed == []


async def test_calls_of_one_of_two_pbxs(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    second: SimulatedPbx,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "23:00:00")
    entry = await set_up()
    inputs = {"phone": await log_in(hass, phone), "pbx": entry.entry_id}
    await use("missed_call_notify", **inputs)
    call(second, "+447700900002", disposition="NO ANSWER")
    await poll(hass, freezer)
    await go_to(hass, freezer, "07:00:00")
    assert phone.texts == []
    call(second, "+447700900003", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert phone.texts == []
    call(pbx, disposition="NO ANSWER")
    await poll(hass, freezer)
    assert callers(phone) == ["+44 7700 900001"]


@pytest.mark.parametrize(
    "times", [("22:00:00", "03:00:00", "07:00:00"), ("12:00:00", "13:00:00", "14:00:00")]
)
async def test_missed_calls_wait_in_quiet_hours(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
    times: tuple[str, str, str],
) -> None:
    start, time, end = times
    await go_to(hass, freezer, time)
    await set_up()
    inputs = {"phone": await log_in(hass, phone), "quiet_start": start, "quiet_end": end}
    await use("missed_call_notify", **inputs)
    call(pbx, disposition="NO ANSWER")
    await poll(hass, freezer)
    assert phone.pushed == []
    await go_to(hass, freezer, end)
    assert phone.texts == ["There are missed calls that nobody has seen yet."]
    await press(hass, buttons(phone.shown[0])["Mark all as seen"])
    assert state_of(hass, "new_missed_calls").state == "0"
    assert phone.shown == []
    await go_to(hass, freezer, end)
    assert phone.shown == []


@pytest.mark.parametrize("chooses", [True, False])
async def test_all_calls_of_the_chosen_pbx_are_marked_after_quiet_hours(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    second: SimulatedPbx,
    use: Use,
    phone: Phone,
    *,
    chooses: bool,
) -> None:
    await go_to(hass, freezer, "23:00:00")
    entry = await set_up()
    chosen = {"pbx": entry.entry_id} if chooses else {}
    await use("missed_call_notify", phone=await log_in(hass, phone), **chosen)
    call(pbx, disposition="NO ANSWER")
    call(second, "+447700900002", disposition="NO ANSWER")
    await poll(hass, freezer)
    await go_to(hass, freezer, "07:00:00")
    (notice,) = phone.shown
    await press(hass, buttons(notice)["Mark all as seen"])
    assert state_of(hass, "new_missed_calls").state == "0"
    assert state_of(hass, OTHERS).state == ("1" if chooses else "0")


async def test_no_quiet_hours_and_other_directions(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "23:00:00")
    await set_up()
    times = {"quiet_start": "23:00:00", "quiet_end": "23:00:00"}
    device = await log_in(hass, phone)
    await use("missed_call_notify", phone=device, direction=["internal"], **times)
    call(pbx, disposition="NO ANSWER")
    call(pbx, "1002", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert phone.texts == ["1002 called 1001 at 22:59."]
    await go_to(hass, freezer, "23:00:00")
    assert len(phone.pushed) == 1
