"""Both recordings of a real Asterisk, row by row, against what really happened: floors."""

from collections import Counter
from dataclasses import replace
from functools import cache
import sys

import pytest

from custom_components.difuse.cdr import Disposition
from custom_components.difuse.cdr.calls import NumberPlan
from tests.cdr.helpers import FIXTURES
from tests.truth.__main__ import main
from tests.truth.recording import Recording, load
from tests.truth.score import Score, score
from tests.truth.telling import EVERY, Told, tell

NOTHING = NumberPlan()
OFFICE = NumberPlan.of(
    own_numbers=["+442079460100"],
    service_numbers=["771", "775", "800 conference", "801 conference"]
    + [f"{number} queue" for number in range(700, 712)],
)


@cache
def recording(name: str) -> Recording:
    return load(FIXTURES / f"{name}.json", FIXTURES / f"{name}-truth.json")


@cache
def told(name: str, *, knows: bool, every: float = EVERY) -> Told:
    return tell(recording(name), OFFICE if knows else NOTHING, every=every)


@cache
def scored(name: str, *, knows: bool = False, every: float = EVERY) -> Score:
    found = told(name, knows=knows, every=every)
    return score(recording(name).conversations, found.kept, found.announced)


@pytest.mark.parametrize(
    ("name", "knows", "every", "right", "wholly", "extra", "nobody"),
    [
        ("office-open", False, EVERY, 0.975, 0.87, 10, 8),
        ("office-open", True, EVERY, 0.98, 0.88, 10, 5),
        ("office-open", True, 0, 0.98, 0.855, 22, 5),
        ("asterisk-open", False, EVERY, 1, 0.995, 1, 0),
        ("asterisk-open", False, 0, 1, 0.995, 1, 0),
    ],
)
def test_calls_are_told_as_people_made_them(
    *, name: str, knows: bool, every: float, right: float, wholly: float, extra: int, nobody: int
) -> None:
    """With polls once a minute, and with one after each row that is written."""
    found = scored(name, knows=knows, every=every)
    assert found.share("right") >= right
    assert found.share("wholly_right") >= wholly
    assert found.extra <= extra
    assert len(found.answered_by_nobody) <= nobody
    assert len(told_as_answered(name, knows=knows, every=every)) <= nobody


def told_as_answered(name: str, *, knows: bool, every: float) -> set[str]:
    """Return the conversations that were announced as answered though nobody took them."""
    whose = {call_id: one for one in recording(name).conversations for call_id in one.call_ids}
    return {
        whose[call.call_id].name
        for call in told(name, knows=knows, every=every).announced
        if call.disposition is Disposition.ANSWERED and whose[call.call_id].outcome != "answered"
    }


@pytest.mark.parametrize("knows", [False, True])
@pytest.mark.parametrize("name", ["office-open", "asterisk-open"])
def test_no_join_hides_a_missed_call_or_merges_two_conversations(*, name: str, knows: bool) -> None:
    assert not scored(name, knows=knows).hidden
    assert not scored(name, knows=knows).never
    whose = {call_id: one.name for one in recording(name).conversations for call_id in one.call_ids}
    for call in told(name, knows=knows).kept:
        assert len({whose[call_id] for call_id in call.call_ids}) == 1, call.call_ids


def test_most_parts_are_found() -> None:
    """Of what has several call ids; those that are left are named in docs/calls.md."""
    kept = {part: call for call in told("office-open", knows=False).kept for part in call.call_ids}
    parted = [
        one.scenario
        for one in recording("office-open").conversations
        if len({part in kept and kept[part].call_id for part in one.call_ids}) > 1
    ]
    kinds = {"forward-chain-two-hops": 1, "paging-three-phones": 1}
    assert Counter(parted) == kinds | {"attended-transfer-replaces-to-outside": 4}


def test_what_is_wrong_is_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [str(FIXTURES / f"asterisk-open{kind}.json") for kind in ("", "-truth")]
    monkeypatch.setattr(sys, "argv", ["truth", *files])
    main()
    printed = capsys.readouterr().out
    assert "inbound-forwarded-outside 47: announced 2 times" in printed
    assert "    45 1795387243.89      +442079460100" in printed
    assert "211 conversations: right 100.0%" in printed


def test_the_score_sees_what_is_wrong() -> None:
    one = recording("office-open").conversations[0]
    kept = told("office-open", knows=False).kept
    wrong = replace(one, outcome="missed", answered_by=("9",), talk=1.0)
    found = score([wrong, replace(one, call_id="none", name="none")], kept, [])
    said = ["outcome or direction", "person", "talk", "announced 0 times"]
    assert found.verdicts[0].wrong == said
    assert found.verdicts[0].nobody_took_it
    assert found.verdicts[1].call is None
    assert not found.verdicts[1].right
