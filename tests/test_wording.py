"""A call in words: contacts and extensions by their names, numbers as people here write them."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from custom_components.difuse.cdr import Call, Direction, Disposition, OtherEnd, Reached
from custom_components.difuse.cdr.calls import Step, StepKind
from custom_components.difuse.messages import Words, in_one_line, in_one_sentence
from tests.cdr.helpers import a_call
from tests.words import ENGLISH, GERMAN, LANGUAGES

ALICE = OtherEnd("+442079460123", "020 7946 0123", "Alice Morgan", is_contact=True)
NOBODY = OtherEnd("+442079460123", "020 7946 0123")
NAMES = {"1001": "Anna", "1002": "Ben"}


def inbound(other: OtherEnd, **changes: Any) -> Call:
    return a_call(
        **{"caller_number": "00442079460123", "caller_name": "MORGAN A", **changes}, other=other
    )


def outbound(other: OtherEnd, **changes: Any) -> Call:
    number = "902079460123"
    fields = {"caller_number": "1001", "called_number": number, "answered_by": number, **changes}
    return a_call(direction=Direction.OUTBOUND, other=other, **fields)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            inbound(ALICE),
            "Alice Morgan (020 7946 0123) called 1001, answered by 1001 after 4 s, talked 30 s",
        ),
        (
            inbound(NOBODY, caller_name="+44 20 7946 0123", disposition=Disposition.NO_ANSWER),
            "Missed call from 020 7946 0123",
        ),
        (
            inbound(NOBODY, answered_by_name="Anna"),
            "MORGAN A (020 7946 0123) called 1001, answered by Anna after 4 s, talked 30 s",
        ),
        (
            outbound(ALICE, caller_name="Anna"),
            "Anna (1001) called Alice Morgan (020 7946 0123), answered after 4 s, talked 30 s",
        ),
        (
            outbound(NOBODY, disposition=Disposition.BUSY),
            "1001 called 020 7946 0123, the line was busy",
        ),
        (
            outbound(NOBODY, answered_by="+447700900001"),
            "1001 called 020 7946 0123, answered by +447700900001 after 4 s, talked 30 s",
        ),
    ],
)
def test_people_have_the_names_that_address_books_give_them(call: Call, expected: str) -> None:
    assert in_one_sentence(ENGLISH, call) == expected


def test_a_contact_whose_calls_nobody_wants_is_not_said_to_be_missed() -> None:
    call = inbound(ALICE, disposition=Disposition.NO_ANSWER, is_unwanted=True)
    assert (
        in_one_sentence(ENGLISH, call)
        == "Alice Morgan (020 7946 0123) called 1001, nobody answered"
    )


def test_a_recording_is_named_by_both_ends() -> None:
    assert in_one_line(ENGLISH, inbound(ALICE)) == "Alice Morgan (020 7946 0123) → 1001, 30 s"
    assert (
        in_one_line(ENGLISH, outbound(ALICE), NAMES)
        == "Anna (1001) → Alice Morgan (020 7946 0123), 30 s"
    )


def test_extensions_have_their_names() -> None:
    call = inbound(ALICE, answered_by="1001")
    way = (Step(StepKind.TRANSFERRED, "1002", by="1001"),)
    sentence = in_one_sentence(ENGLISH, call, way, NAMES)
    assert "called Anna (1001), answered by Anna (then transferred to Ben)" in sentence
    between = inbound(
        OtherEnd("1002", "1002", "1002"),
        caller_number="1002",
        caller_name="1002",
        direction=Direction.INTERNAL,
        disposition=Disposition.NO_ANSWER,
    )
    assert (
        in_one_sentence(ENGLISH, between, (), NAMES) == "Missed call from Ben (1002) to Anna (1001)"
    )
    forwarded = (Step(StepKind.FORWARDED, "1002", by="1001"),)
    missed = inbound(ALICE, disposition=Disposition.NO_ANSWER)
    assert in_one_sentence(ENGLISH, missed, forwarded, NAMES).endswith(", forwarded to Ben")


FORWARDED = Step(StepKind.FORWARDED, "1002", by="1001")


@pytest.mark.parametrize(
    ("call", "way", "expected"),
    [
        (
            inbound(
                NOBODY, caller_name="", answered_by="1002", talk_duration=timedelta(minutes=62)
            ),
            (FORWARDED,),
            (
                "020 7946 0123 hat Anna (1001) angerufen, nach 4 s von Ben angenommen"
                " (weitergeleitet von Anna), 1 h 2 min gesprochen"
            ),
        ),
        (
            inbound(OtherEnd(), caller_number="", caller_name="", answered_by=None),
            (),
            "Unterdrückte Nummer hat Anna (1001) angerufen, nach 4 s angenommen, 30 s gesprochen",
        ),
        (
            inbound(
                OtherEnd(), caller_number="", caller_name="", disposition=Disposition.NO_ANSWER
            ),
            (FORWARDED,),
            "Verpasster Anruf von unterdrückter Nummer, weitergeleitet an Ben",
        ),
        (
            inbound(ALICE, disposition=Disposition.BUSY, reached=Reached.QUEUE),
            (),
            "Verpasster Anruf von Alice Morgan (020 7946 0123), in der Warteschlange aufgelegt",
        ),
        (
            outbound(NOBODY, disposition=Disposition.BUSY),
            (),
            "Anna (1001) hat 020 7946 0123 angerufen, besetzt",
        ),
    ],
)
def test_a_call_in_german(call: Call, way: tuple[Step, ...], expected: str) -> None:
    assert in_one_sentence(GERMAN, call, way, NAMES) == expected


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_every_language_has_words_for_every_call(words: Words) -> None:
    ways = [(), *[(Step(kind, "1002", by="1001"),) for kind in StepKind]]
    for direction, disposition, reached, way in product(Direction, Disposition, Reached, ways):
        for by, number in (("1001", "+31201234567"), (None, "")):
            fields: dict[str, Any] = {"direction": direction, "disposition": disposition}
            call = a_call(**fields, reached=reached, answered_by=by, caller_number=number)
            sentence = in_one_sentence(words, call, way)
            assert "_" not in sentence, "a key, for lack of words"
            assert number in sentence
            if words is not ENGLISH:
                assert not {"called", "answered", "from", "the"} & {*sentence.split()}
