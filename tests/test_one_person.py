"""One person, however the number is written and wherever the address book comes from.

The same name in each place, and after a rename in the book the new one, in old calls as well.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)
import pytest_socket
from yarl import URL

from custom_components.difuse.const import EVENT_CALL
from tests.automations import Runs, set_up_automations, tell
from tests.books import BookFlow
from tests.cdr.books.radicale import Radicale, running_radicale
from tests.cdr.books.test_large_books import CONTACTS, card_2_1, card_3_0, card_4_0
from tests.conftest import SetUp
from tests.home import EVENT, Announced, now, poll, state_of
from tests.live.hass import free_port
from tests.simulator import SimulatedPbx
from tests.test_assist import asking
from tests.test_llm import ASSISTANT, ask
from tests.test_to_return.people import OPEN, listed

ONE = 123
NUMBER = "+442079460123"
SHOWN = "020 7946 0123"
SPELLINGS = (NUMBER, "00442079460123", "02079460123")
DIALLED = "902079460123"
"""With what the office's phones dial first, which is learned."""

FILES = {"vCard 2.1": card_2_1, "vCard 3.0": card_3_0, "vCard 4.0": card_4_0}
SERVER = "CardDAV"


def card(number: int, who: str, make: Callable[[int, str], str] = card_3_0, more: str = "") -> str:
    return f"BEGIN:VCARD\r\n{make(number, who)}\r\n{more}END:VCARD\r\n"


def on_server(number: int, who: str = "Zoë") -> str:
    """Return a card as servers take it."""
    return card(number, who, more=f"UID:{number}\r\nN:{number};{who}\r\n")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    pytest_socket.enable_socket()
    with running_radicale(tmp_path_factory.mktemp("radicale"), free_port()) as url:
        yield url


@pytest.fixture
async def server(socket_enabled: None, address: URL) -> AsyncIterator[Radicale]:
    async with ClientSession() as session:
        radicale = Radicale(session, address)
        yield radicale
        await radicale.clear()


@dataclass
class Home:
    """A Home Assistant, and all places in which it says who called."""

    hass: HomeAssistant
    freezer: FrozenDateTimeFactory
    entry: MockConfigEntry
    pbx: SimulatedPbx
    card: MockHAClientWebSocket
    runs: Runs
    announced: Announced
    sentences: list[Any]

    async def ring(self) -> None:
        """Let them be called, and then call in vain from each spelling of the number."""
        begin = now() - 500
        self.pbx.call(source="1001", name="Anna", destination=DIALLED, start=begin, talk=9)
        for place, source in enumerate(SPELLINGS, 1):
            start, name = begin + 100 * place, f"PBX {place}"
            self.pbx.call(source=source, name=name, start=start, disposition="NO ANSWER")
        await poll(self.hass, self.freezer)

    async def names(self) -> dict[str, list[Any]]:
        """Return what they are called in each place, the latest call first."""
        calls = state_of(self.hass, "recent_calls").attributes["calls"]
        found = await self.find()
        told: Any = (await ask(self.hass)).data["calls"]
        return {
            "sensor": [state_of(self.hass, "last_caller").state],
            "list": [call["other_name"] for call in calls[:4]],
            "card": [call["other_name"] for call in found["calls"][:4]],
            "model": [call["called_name"] or call["caller_name"] for call in told[:4]],
            "to-do list": await listed(self.hass, OPEN),
        }

    async def find(self, **fields: Any) -> Any:
        message = {"type": "difuse/calls/find", "entry_id": self.entry.entry_id, **fields}
        await self.card.send_json_auto_id(message)
        return (await self.card.receive_json())["result"]


def everywhere(name: str) -> dict[str, list[Any]]:
    """Return what they are called in each place if all know them by this name."""
    places = dict.fromkeys(("list", "card", "model"), [name] * 4)
    return {"sensor": [name], **places, "to-do list": [f"{name} (3)"]}


WITNESSES = [f"+4420794610{number:02}" for number in range(5)]


@pytest.fixture
async def home(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    britain: None,
    pbx: SimulatedPbx,
    set_up: SetUp,
    hass_ws_client: WebSocketGenerator,
) -> Home:
    """Set up a PBX that they called days ago, and of which it is known that phones dial a 9."""
    for component in ("homeassistant", "conversation", "llm"):
        assert await async_setup_component(hass, component, {})
    pbx.call(source="0044" + NUMBER[3:], start=now() - 5 * 86_400, talk=9)
    for number in WITNESSES:
        pbx.call(source=number, start=now() - 4 * 86_400, talk=9)
        pbx.call(source="1001", destination="90" + number[3:], start=now() - 3 * 86_400, talk=9)
    announced, runs = Announced(hass), Runs(hass)
    sentences = async_capture_events(hass, EVENT_CALL)
    entry = await set_up()
    await poll(hass, freezer, 2)
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    name = "{{ trigger.call.other_name }} {{ trigger.call.other_number }}"
    trigger = {"triggers": [{"trigger": "difuse.call_finished"}], "actions": tell(name)}
    await set_up_automations(hass, trigger)
    card = await hass_ws_client()
    return Home(hass, freezer, entry, pbx, card, runs, announced, sentences)


@dataclass
class Book:
    """An address book of 5,000 contacts, added as a file or on a server."""

    kind: str
    flow: BookFlow
    server: Radicale

    async def add(self) -> None:
        if self.kind == SERVER:
            await self.server.make_large_book("all", map(on_server, CONTACTS))
            await self.flow.add_server(self.server.url)
        else:
            await self.flow.add_file(self._file("Zoë"))

    async def rename(self, who: str) -> float:
        """Give the one another name; return after how many seconds it is to be seen."""
        if self.kind == SERVER:
            await self.server.put("all", str(ONE), on_server(ONE, who))
            return 3601
        await self.flow.replace_file(self._file(who))
        return 1

    def _file(self, who: str) -> str:
        make = FILES[self.kind]
        return "".join([card(one, who if one == ONE else "Zoë", make) for one in CONTACTS])


@pytest.fixture(params=[*FILES, SERVER])
def book(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    home: Home,
    server: Radicale,
    hass_client: ClientSessionGenerator,
) -> Book:
    return Book(request.param, BookFlow(hass, home.entry, hass_client), server)


async def test_they_have_one_name_everywhere_and_another_after_a_rename(
    home: Home, book: Book
) -> None:
    await book.add()
    await poll(home.hass, home.freezer, 15)
    await home.ring()
    zoe = f"Zoë {ONE}"
    assert await home.names() == everywhere(zoe)
    assert [one.attributes["other_name"] for one in home.announced.states] == [zoe] * 4
    assert home.runs.data == [f"{zoe} {NUMBER}"] * 4
    said = [event.data["sentence"] for event in home.sentences]
    assert said[0] == f"Anna (1001) called {zoe} ({SHOWN}), answered after 5 s, talked 9 s"
    assert said[1:] == [f"Missed call from {zoe} ({SHOWN})"] * 3
    assert (await asking.ask(home.hass, asking.LAST)).startswith("The last call was from Zoë")

    for text in ("zoe 123", SHOWN, "+44 20 7946 0123", "0044 20 7946 0123"):
        found = await home.find(text=text)
        assert [call["other_name"] for call in found["calls"]] == [zoe] * 5, text
        assert {call["other_number"] for call in found["calls"]} == {NUMBER}
        assert found["people"] == {NUMBER: {"shown": SHOWN, "photo": None, "unwanted": False}}

    await poll(home.hass, home.freezer, await book.rename("Chloë"))
    chloe = f"Chloë {ONE}"
    assert await home.names() == everywhere(chloe)
    assert (await home.find(text=zoe))["calls"] == []
    found = await home.find(text="chloe")
    assert [call["other_name"] for call in found["calls"]] == [chloe] * 5
    assert (await asking.ask(home.hass, asking.LAST)).startswith("The last call was from Chloë")
