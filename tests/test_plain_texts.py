"""What a caller chose does nothing in a notification: no link, picture, markup, or code to dial."""

from datetime import UTC, datetime, timedelta
import re
from typing import Any

from hypothesis import example, given, strategies as st
import pytest

from custom_components.difuse.cdr import Call, Direction, Disposition, OtherEnd, Reached
from custom_components.difuse.messages.plain import PlainTexts, in_plain_texts
from tests.plain import CHOSEN, assert_does_nothing
from tests.words import ENGLISH, GERMAN

NUMBER = "+447700900001"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def call(name: str = "", number: str = NUMBER, **more: Any) -> Call:
    fields: dict[str, Any] = {
        "direction": Direction.INBOUND,
        "called_number": "1001",
    }
    return Call(
        call_id="1.1",
        db_id=1,
        disposition=Disposition.NO_ANSWER,
        caller_number=number,
        caller_name=name,
        answered_by=None,
        extensions=("1001",),
        started_at=NOON,
        answered_at=None,
        ended_at=NOON + timedelta(seconds=9),
        talk_duration=timedelta(),
        recording_url="",
        legs=1,
        call_ids=("1.1",),
        reached=Reached.NOBODY,
        **fields | more,
    )


@pytest.mark.parametrize("text", CHOSEN)
def test_nothing_of_it_is_live(text: str) -> None:
    texts = in_plain_texts(
        ENGLISH, call(text, text, called_number=text), {text: text, "1001": text}
    )
    assert texts["dial"] == ""
    for plain in texts.values():
        assert isinstance(plain, str)
        assert_does_nothing(plain)
    assert_does_nothing(f"{texts['caller']} called {texts['called']} today")


@example("0", "A.")
@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_of_any_text_is_live(name: str, number: str) -> None:
    texts = in_plain_texts(ENGLISH, call(name, number, called_number=number), {number: name})
    for plain in (texts["caller"], texts["name"], texts["number"], texts["called"]):
        assert_does_nothing(plain)
    assert re.fullmatch(r"(\+?[0-9]{3,20})?", texts["dial"])


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Alice Morgan", "Alice Morgan"),
        ("O'Neil & Sons, Ltd.", "O'Neil & Sons, Ltd."),
        ("Müller-Lüdenscheidt", "Müller-Lüdenscheidt"),
        ("Dr. J.R. Ewing", "Dr. J. R. Ewing"),
        ("Иванов Иван", "Иванов Иван"),
        ("山田太郎", "山田太郎"),
        ("हिन्दी नाम", "हिन्दी नाम"),
        ("Zoé 🎈", "Zoé 🎈"),
        ("[Sales] Alice (work)", "Sales Alice work"),
        ("Smith_John", "Smith John"),
        ("info@firm.example", "info firm. example"),
        ('<img src="x">', "img src x"),
        ("***", ""),
    ],
)
def test_names_stay_readable(name: str, plain: str) -> None:
    texts = in_plain_texts(ENGLISH, call(name))
    assert texts["name"] == (plain or NUMBER)
    assert texts["caller"] == (f"{plain} ({NUMBER})" if plain else NUMBER)


@pytest.mark.parametrize(
    ("name", "number", "caller", "who"),
    [
        ("Alice", NUMBER, f"Alice ({NUMBER})", "Alice"),
        ("", NUMBER, NUMBER, NUMBER),
        (NUMBER, NUMBER, NUMBER, NUMBER),
        ("0044 7700 900001", NUMBER, NUMBER, NUMBER),
        ("Alice", "", "Alice", "Alice"),
        ("", "", "A withheld number", ""),
        ("<>", "**", "A withheld number", ""),
    ],
)
def test_who_called(name: str, number: str, caller: str, who: str) -> None:
    texts = in_plain_texts(ENGLISH, call(name, number))
    assert (texts["caller"], texts["name"]) == (caller, who)


@pytest.mark.parametrize(
    ("number", "dial"),
    [
        (NUMBER, NUMBER),
        ("020 7946 0101", "02079460101"),
        ("(020) 7946-0101", "02079460101"),
        ("00442079460101", "00442079460101"),
        ("116117", "116117"),
        ("112", "112"),
        ("12", ""),
        ("", ""),
        ("anonymous", ""),
        ("**21*0900123456#", ""),
        ("*21*0900123456#", ""),
        ("+*210900123456", ""),
        ("0900123456#", ""),
        ("0900123456,1", ""),
        ("0900123456;ext=1", ""),
        ("0900123456%23", ""),
        ("tel:0900123456", ""),
        ("++44900123456", ""),
        ("٠٩٠٠١٢٣٤٥٦", ""),
        ("1" * 21, ""),
    ],
)
def test_only_a_phone_number_is_dialled(number: str, dial: str) -> None:
    assert in_plain_texts(ENGLISH, call("Alice", number))["dial"] == dial


@pytest.mark.parametrize("direction", [Direction.INTERNAL, Direction.OUTBOUND])
def test_nobody_is_called_back_but_who_called_from_outside(direction: Direction) -> None:
    assert in_plain_texts(ENGLISH, call("Alice", "1002", direction=direction))["dial"] == ""


def test_a_contact_beats_the_pbx_and_numbers_are_shown_as_people_write_them() -> None:
    mum = OtherEnd(
        number="+442079460101", shown="020 7946 0101", name="[Mum](https://evil.example)"
    )
    texts = in_plain_texts(ENGLISH, call("M. ORGAN", "902079460101", other=mum))
    assert texts == {
        "caller": "Mum https evil. example (020 7946 0101)",
        "name": "Mum https evil. example",
        "number": "020 7946 0101",
        "called": "1001",
        "dial": "+442079460101",
    }
    texts = in_plain_texts(ENGLISH, call("Sales", "1002", direction=Direction.OUTBOUND, other=mum))
    assert texts["caller"] == "Sales (1002)"
    assert texts["dial"] == ""


def test_extensions_have_names_and_whoever_was_called_outside_as_well() -> None:
    names = {"1001": "Anna", "1002": "<b>Front desk</b>"}
    texts = in_plain_texts(ENGLISH, call("Alice"), names)
    assert (texts["caller"], texts["called"]) == (f"Alice ({NUMBER})", "Anna (1001)")
    texts = in_plain_texts(ENGLISH, call("ext", "1002", direction=Direction.INTERNAL), names)
    assert texts["caller"] == "b Front desk b (1002)"
    mum = OtherEnd(number=NUMBER, shown="07700 900001", name="Mum")
    called = {"direction": Direction.OUTBOUND, "called_number": "9" + NUMBER, "other": mum}
    texts = in_plain_texts(ENGLISH, call("", "1001", **called), names)
    assert (texts["caller"], texts["called"]) == ("Anna (1001)", "Mum (07700 900001)")


def test_every_key_is_there() -> None:
    assert tuple(in_plain_texts(ENGLISH, call())) == tuple(PlainTexts.__annotations__)


def test_a_withheld_number_has_words_in_german() -> None:
    assert in_plain_texts(GERMAN, call(number=""))["caller"] == "Unterdrückte Nummer"
