"""However the PBX sends its calls, each is announced once, with and without polling beside it."""

from collections.abc import AsyncGenerator
import json
from typing import Any, NamedTuple

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.cdr.pbx.push import NEEDED, NEEDED_WITHOUT_POLLS
from tests.conftest import SetUp
from tests.simulator import FIELDS, Encoding, Numbers, Shape, SimulatedPbx, ring_group

from .home import Announced, now, poll
from .pushing import (
    AUTHENTICATIONS,
    KEY,
    PATH,
    Pusher,
    let_legs_come,
    make_push_only,
    pusher_at,
    turn_on,
)

CALLERS = [f"+44770090000{number}" for number in range(4)]


class Chosen(NamedTuple):
    """A choice of parameters, and whether it suffices beside polling and alone."""

    fields: tuple[str, ...]
    suffices: bool
    suffices_alone: bool


CHOICES = {
    "all": Chosen(FIELDS, True, True),
    "the needed ones": Chosen(("db_id", *NEEDED), True, True),
    "no db_id": Chosen(FIELDS[1:], False, True),
    "no caller_id": Chosen(tuple(f for f in FIELDS if f != "caller_id"), False, True),
    "few": Chosen((*NEEDED_WITHOUT_POLLS, "date"), False, True),
    "no disposition": Chosen(tuple(f for f in FIELDS if f != "disposition"), False, False),
    "a name only": Chosen(("caller_id",), False, False),
}


def place_calls(pbx: SimulatedPbx) -> None:
    """Let three calls and a ring group end half a minute ago: seven rows."""
    for caller in CALLERS[:2]:
        pbx.call(source=caller, destination="1001", start=now() - 50, ring=1, talk=2)
    legs = ring_group(("1001", "1002", "1003"), "1001")
    pbx.call(source=CALLERS[2], destination="600", legs=legs, start=now() - 45, ring=4, talk=9)
    pbx.call(source=CALLERS[3], destination="1001", start=now() - 40, ring=1, talk=2)


@pytest.fixture(params=["beside polling", "alone"])
def is_alone(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "alone")


@pytest.fixture
async def pusher(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
    set_up: SetUp,
    *,
    is_alone: bool,
) -> AsyncGenerator[Pusher]:
    """Return a PBX that pushes: one that is polled as well, and one that can't be reached."""
    if is_alone:
        entry = make_push_only(hass)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    else:
        turn_on(hass, entry)
        await set_up()
    yield pusher_at(pbx, await hass_client_no_auth())
    if is_alone:
        await hass.config_entries.async_unload(entry.entry_id)


async def announce_all(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher, **settings: Any
) -> tuple[list[int | None], Announced]:
    """Push the calls, twice, and let polls follow; give the statuses and what was announced."""
    announced = Announced(hass)
    place_calls(pusher.pbx)
    statuses = await pusher.push(**settings)
    await let_legs_come(hass, freezer)
    heard = announced.callers
    await pusher.push(**settings)
    await let_legs_come(hass, freezer)
    for _ in range(3):
        await poll(hass, freezer)
    assert announced.callers == heard
    return statuses, announced


@pytest.mark.parametrize("authentication", AUTHENTICATIONS)
@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_every_method_and_authentication(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pusher: Pusher,
    method: str,
    authentication: str,
) -> None:
    shown = AUTHENTICATIONS[authentication]
    statuses, announced = await announce_all(
        hass, freezer, pusher, method=method, shape=Shape.LIST, **shown
    )
    assert (statuses, announced.callers) == ([200], CALLERS)


@pytest.mark.parametrize("shape", [*Shape])
@pytest.mark.parametrize("encoding", [*Encoding])
@pytest.mark.parametrize(
    ("method", "numbers"), [("POST", Numbers.STRINGS), ("PUT", Numbers.NUMBERS)]
)
async def test_every_encoding_and_shape(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pusher: Pusher,
    method: str,
    numbers: Numbers,
    encoding: Encoding,
    shape: Shape,
) -> None:
    """The other tests send numbers as they are pulled."""
    statuses, announced = await announce_all(
        hass, freezer, pusher, method=method, numbers=numbers, encoding=encoding, shape=shape
    )
    assert statuses == [200] * (6 if shape is Shape.ONE else 1)
    assert announced.callers == CALLERS
    group = announced.states[2].attributes
    assert (group["legs"], group["disposition"], group["answered_by"]) == (3, "answered", "1001")


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("shape", [Shape.ONE, Shape.LIST])
async def test_choices_of_parameters(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pusher: Pusher,
    *,
    is_alone: bool,
    choice: str,
    shape: Shape,
) -> None:
    chosen = CHOICES[choice]
    statuses, announced = await announce_all(
        hass, freezer, pusher, fields=chosen.fields, shape=shape
    )
    if is_alone:
        expected = 200 if chosen.suffices_alone else 400
        heard = CALLERS if chosen.suffices_alone else []
    else:
        expected, heard = 200 if chosen.suffices else 202, CALLERS
    assert set(statuses) == {expected}
    assert announced.callers == heard
    if heard:
        assert announced.states[2].attributes["disposition"] == "answered"


@pytest.mark.parametrize("cut", [b"Zo\xc3", b"Zo\xf0\x9f", b"Zo\\ud83d"], ids=repr)
async def test_c12_json_with_a_name_that_is_cut_in_a_character(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    hass_client_no_auth: ClientSessionGenerator,
    pusher: Pusher,
    cut: bytes,
) -> None:
    announced = Announced(hass)
    pusher.pbx.call(source=CALLERS[0], name="Whole", start=now() - 50, talk=2)
    body = json.dumps([row.data for row in pusher.pbx.rows]).encode().replace(b"Whole", cut)
    answer = await (await hass_client_no_auth()).post(PATH, data=body, headers=KEY)
    assert (answer.status, await answer.text()) == (200, "merged")
    await let_legs_come(hass, freezer)
    assert announced.callers == CALLERS[:1]
    assert announced.states[0].attributes["caller_name"].rstrip("?\ufffd") == "Zo"
