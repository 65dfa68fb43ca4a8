"""Which numbers are proposed, on rows that a real Asterisk wrote and on made-up ones."""

from typing import Any

import pytest

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.calls import NumberPlan, OfficeNumbers
from custom_components.difuse.cdr.calls.reading import build_call
from custom_components.difuse.flow.proposals import propose_own_numbers, propose_service_numbers
from tests.cdr.helpers import leg, load_rows, read
from tests.words import ENGLISH, GERMAN

PLAN = NumberPlan()


def own(records: list[CallRecord], plan: NumberPlan = PLAN) -> list[str]:
    """Return what is proposed as own numbers, as the user reads it."""
    return [proposal.label for proposal in propose_own_numbers(ENGLISH, records, plan)]


def service(records: list[CallRecord], plan: NumberPlan = PLAN) -> list[str]:
    """Return what is proposed as service numbers, as the user reads it."""
    return [proposal.label for proposal in propose_service_numbers(ENGLISH, records, plan)]


@pytest.fixture(scope="module")
def recorded() -> list[CallRecord]:
    """Return the rows of a small office."""
    return [read(row) for row in load_rows()]


def test_the_office_numbers_of_a_real_pbx(recorded: list[CallRecord]) -> None:
    found = own(recorded)
    numbers = {label.partition(":")[0] for label in found}
    switchboard = {f"+4420794601{last:02}" for last in (0, 1, 2, 3, 4, 11)}
    direct = {f"+44207946{extension}" for extension in (1001, 1002, 1003, 1004, 1005, 4001)}
    assert numbers == switchboard | direct
    assert found[0] == "+442079461001: 45 calls from outside came in on it"
    company = "+442079460100: 2 calls from outside came in on it, 15 outgoing calls showed it"
    assert company in found
    assert "+442079464001: 1 call from outside came in on it" in found


def test_the_service_numbers_of_a_real_pbx(recorded: list[CallRecord]) -> None:
    assert service(recorded) == [
        "600 (group or queue?): answered by 1001 and 1003",
        "700 queue: picks up before a phone does, 3 times of 3",
    ]


def test_the_order_of_the_rows_does_not_matter(recorded: list[CallRecord]) -> None:
    backwards = recorded[::-1]
    assert sorted(own(backwards)) == sorted(own(recorded))
    assert service(backwards) == service(recorded)


def test_whoever_accepts_all_of_them_gets_no_call_wrong(recorded: list[CallRecord]) -> None:
    chosen = NumberPlan.of(
        own_numbers=[proposal.number for proposal in propose_own_numbers(ENGLISH, recorded, PLAN)],
        service_numbers=[
            proposal.entry for proposal in propose_service_numbers(ENGLISH, recorded, PLAN)
        ],
    )
    for record in recorded:
        legs = [other for other in recorded if other.call_id == record.call_id]
        before, after = (build_call(legs, learn(recorded, plan)) for plan in (PLAN, chosen))
        assert before.direction is after.direction
        assert before.disposition is after.disposition
        assert before.answered_by == after.answered_by
        assert not set(after.extensions) & chosen.service_numbers.keys()


def learn(records: list[CallRecord], plan: NumberPlan) -> OfficeNumbers:
    """Learn the office's numbers from these rows."""
    numbers = OfficeNumbers(plan)
    for record in records:
        numbers.learn(record)
    return numbers


def calls(count: int, **fields: Any) -> list[CallRecord]:
    """Make calls of one row each."""
    return [leg(db_id, f"call-{db_id}", after=db_id * 100, **fields) for db_id in range(count)]


def at_once(destination: str, call_id: str, after: float = 0, **more: Any) -> CallRecord:
    """Make a row that the PBX answered by itself, without ringing."""
    return leg(int(after), call_id, destination=destination, after=after, up=True, **more)


def missed(destination: str, call_id: str, after: float = 0, **more: Any) -> CallRecord:
    """Make a row of a phone that rang in vain."""
    return leg(
        int(after),
        call_id,
        destination=destination,
        after=after,
        disposition="no_answer",
        **more,
    )


@pytest.mark.parametrize(
    ("records", "proposed"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(
            [at_once("800", f"{call}", call) for call in range(3)],
            ["800 (menu or message?): answers at once, 3 times of 3"],
            id="always at once",
        ),
        pytest.param([at_once("800", f"{call}", call) for call in range(2)], [], id="too few"),
        pytest.param(
            [*[at_once("1001", f"{call}", call) for call in range(9)], leg(99, "last", after=99)],
            [],
            id="a phone that rang once",
        ),
        pytest.param(
            [*[at_once("800", f"{call}", call) for call in range(3)], missed("800", "last", 9)],
            [],
            id="not always",
        ),
        pytest.param(
            [*[at_once("1001", f"{call}", call) for call in range(3)], leg(9, source="1001")],
            [],
            id="a phone that calls",
        ),
        pytest.param(
            [
                *[at_once("1001", f"{call}", call) for call in range(3)],
                leg(9, destination="600", computed="1001"),
            ],
            [],
            id="a phone that a group rang",
        ),
        pytest.param(
            [missed("2011", "a", 1), at_once("2011", "a", 9)],
            ["2011 (voicemail or queue?): takes over when nobody answers, once"],
            id="voicemail",
        ),
        pytest.param(
            [missed("2011", "a", 1), at_once("2011", "a", 9), leg(20, "b", destination="2011")],
            [],
            id="voicemail of a phone",
        ),
        pytest.param(
            [missed("700", "a", 1, up=True), missed("700", "b", 30)],
            ["700 (queue or menu?): picks up before a phone does, 1 time of 2"],
            id="queue",
        ),
        pytest.param(
            [
                leg(phone, destination="600", computed=f"100{phone}", after=phone)
                for phone in range(1, 6)
            ],
            ["600 (group or queue?): answered by 1001, 1002, 1003 and others"],
            id="group",
        ),
        pytest.param(calls(5, destination="600", computed="1001"), [], id="a group with one phone"),
        pytest.param(
            [at_once("*43", f"{call}", call) for call in range(9)], [], id="special already"
        ),
        pytest.param(
            [at_once("+442079460100", f"{call}", call) for call in range(9)], [], id="outside"
        ),
    ],
)
def test_numbers_without_a_person(records: list[CallRecord], proposed: list[str]) -> None:
    assert service(records) == proposed


def test_what_was_chosen_is_still_proposed() -> None:
    records = [at_once("800", f"{call}", call) for call in range(3)]
    assert service(records, NumberPlan.of(service_numbers=["800"])) == service(records)
    records = calls(3, dialled="+442079460100")
    assert own(records, NumberPlan.of(own_numbers=["+442079460100"])) == own(records)


def test_the_digits_of_extensions_count() -> None:
    records = [at_once("8001", f"{call}", call) for call in range(3)]
    assert service(records, NumberPlan(3)) == []
    records = calls(2, dialled="2079", destination="101")
    assert own(records) == []
    assert own(records, NumberPlan(3)) == ["2079: 2 calls from outside came in on it"]


def test_one_number_however_it_is_written() -> None:
    records = [
        *calls(3, dialled="+442079460100"),
        leg(8, "8", dialled="00442079460100"),
        leg(9, "9", dialled="442079460100"),
    ]
    assert own(records) == ["+442079460100: 5 calls from outside came in on it"]


def test_several_rows_of_a_call_are_one_call() -> None:
    records = [leg(db_id, dialled="+442079460100") for db_id in range(5)]
    assert own(records) == ["+442079460100: 1 call from outside came in on it"]


def test_a_customer_who_rings_back_is_not_the_office() -> None:
    customer = "+447700900001"
    records = [
        leg(1, "out", source="1001", destination=customer),
        leg(2, "in", source=customer, destination="1001", dialled="+442079460100", after=60),
    ]
    assert own(records) == ["+442079460100: 1 call from outside came in on it"]


def test_a_number_that_only_goes_out() -> None:
    phone: dict[str, Any] = {"context": "phones", "caller_name": "Ann"}
    records = [
        leg(1, "inside", source="1001", destination="1002", **phone),
        leg(2, "out", source="+442079460199", destination="+447700900001", **phone),
    ]
    assert own(records) == ["+442079460199: 1 outgoing call showed it"]


def test_a_queue_and_a_conference_are_proposed_as_such() -> None:
    records = [
        leg(1, "1.0", destination="700", disposition="no_answer", up=True),
        leg(2, "2.0", source="1001", destination="800", computed="1002", up=True),
        leg(3, "3.0", source="1002", destination="800", computed="1001", up=True),
    ]
    assert service(records) == [
        "700 queue: picks up before a phone does, once",
        "800 conference: 1001 and 1002 talked there together",
    ]


def test_proposals_in_german(recorded: list[CallRecord]) -> None:
    own_numbers = [proposal.label for proposal in propose_own_numbers(GERMAN, recorded, PLAN)]
    assert "+442079464001: 1 Anruf von außen ging darauf ein" in own_numbers
    assert (
        "+442079460100: 2 Anrufe von außen gingen darauf ein, 15 Anrufe gingen damit hinaus"
        in own_numbers
    )
    records = [
        *[at_once("800", f"{call}", call) for call in range(3)],
        *[missed("2011", "v", 10), at_once("2011", "v", 19)],
        *[missed("700", "q", 20, up=True), missed("700", "p", 30)],
        *[leg(db_id, destination="600", computed=f"100{db_id}") for db_id in range(5)],
    ]
    assert [proposal.label for proposal in propose_service_numbers(GERMAN, records, PLAN)] == [
        "2011 (Voicemail oder Warteschlange?): übernimmt, wenn niemand abnimmt, einmal",
        "600 (Sammelruf oder Warteschlange?): angenommen von 1000, 1001, 1002 und anderen",
        "700 (Warteschlange oder Sprachmenü?): nimmt vor den Telefonen ab, 1-mal von 2",
        "800 (Sprachmenü oder Ansage?): nimmt sofort ab, 3-mal von 3",
    ]
    (queue,) = propose_service_numbers(GERMAN, records[5:6], PLAN)
    assert queue.label == "700 Warteschlange: nimmt vor den Telefonen ab, einmal"
