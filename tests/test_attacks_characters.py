"""Characters that only do something: none of a caller's gets into what is kept, shown or logged."""

import logging
import unicodedata

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.cdr.pbx import WireReader
from custom_components.difuse.cdr.views import latest_records
from tests.cdr.helpers import raw, read
from tests.home import Announced, now, poll, state_of
from tests.pushing import Pusher, let_legs_come, send
from tests.simulator import SimulatedPbx

CONTROLS = [
    *map(chr, (*range(0x20), *range(0x7F, 0xA0))),
    *map(chr, (0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))),
]
TEXTS = (
    "call_id",
    "source",
    "destination_context",
    "destination",
    "initial_destination",
    "computed_destination",
    "recording_url",
)
NUMBER = "+447700900001"
SPOILT = "\0+4477\u202e00900\x9b001\u2069"
NAME = "".join(["Al", *CONTROLS, "ice"])


@pytest.mark.parametrize("char", CONTROLS, ids=lambda char: f"{ord(char):04x}")
def test_a_control_character_is_in_no_text_of_a_row(char: str) -> None:
    texts = dict.fromkeys(TEXTS, f"{char}4{char}2{char}")
    record = read(raw(caller_id=f'"A{char}b" <4{char}2>', **texts))
    assert record == read(raw(caller_id='"Ab" <42>', **dict.fromkeys(TEXTS, "42")))


@pytest.mark.parametrize(
    "name",
    [
        "محمد علي",
        "דוד כהן",
        "می\u200cخواهم",  # noqa: RUF001  Persian
        "क्\u200dष",
        "👨\u200d👩\u200d👧 Family",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "Zoë O\u2019Brien",
        "山田\u3000太郎",
        "A\u00a0B",
        "e\u0301",
    ],
)
def test_names_of_all_scripts_stay_what_they_are(name: str) -> None:
    assert read(raw(caller_id=f'"{name}" <4001>')).caller_name == name


def test_a_row_without_an_id_is_the_same_row_with_and_without_control_characters() -> None:
    reader, plain = WireReader(), {"call_id": "1.1", "source": NUMBER, "destination": "1001"}
    rows = [raw(db_id=None, **plain), raw(db_id=None, **plain | {"source": SPOILT})]
    assert len({reader.row_without_id(row).key for row in rows}) == 1


def test_a_call_id_of_control_characters_makes_a_call_of_its_own() -> None:
    assert read(raw(call_id="\0\u202e", db_id=7)).key == (7, "row-7")


def seen(hass: HomeAssistant, log: pytest.LogCaptureFixture, announced: Announced) -> list[str]:
    """Return all texts of states, attributes and lines of the log."""
    states = [*hass.states.async_all(), *announced.states]
    return [
        *[repr((state.state, dict(state.attributes))) for state in states],
        *[record.getMessage() for record in log.records if "difuse" in record.name],
    ]


def controls_in(texts: list[str]) -> set[str]:
    """Return what is left of control characters; repr writes most of them as escapes."""
    found = {char for text in texts for char in text if unicodedata.category(char) == "Cc"}
    escapes = {repr(char)[1:-1] for char in CONTROLS}
    return found | {escape for escape in escapes for text in texts if escape in text}


@pytest.mark.parametrize("is_pushed", [False, True], ids=["polled", "pushed"])
async def test_a_caller_of_control_characters_is_announced_without_them(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pusher: Pusher,
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    *,
    is_pushed: bool,
) -> None:
    announced = Announced(hass)
    caplog.set_level(logging.DEBUG)
    row = pbx.row(source=SPOILT, caller_id=f'"{NAME}" <{SPOILT}>', start=now() - 30)
    if is_pushed:
        assert await send(pusher, row) == 200
        await let_legs_come(hass, freezer)
    for _ in range(2):
        await poll(hass, freezer)
    assert announced.callers == [NUMBER]
    assert state_of(hass, "last_caller").state == "Alice"
    assert controls_in(seen(hass, caplog, announced)) == set()
    (kept,) = await entry.runtime_data.archive.read(latest_records, 1)
    assert (kept.caller_name, kept.source) == ("Alice", NUMBER)
