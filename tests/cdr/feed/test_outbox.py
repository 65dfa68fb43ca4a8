"""What is due is committed, then announced, then marked: no call is announced twice."""

import asyncio

import pytest

from custom_components.difuse.cdr import Call
from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.cdr.feed import Limits
from custom_components.difuse.cdr.tables import State
from custom_components.difuse.cdr.views import Way
from tests.cdr.archives import run
from tests.simulator import forward, ring_group

from .watched import MINUTE, SMALL, Watched


class Killed(BaseException):
    """The process is killed here."""


def with_due(count: int, limits: Limits = SMALL) -> tuple[Watched, list[str]]:
    """Return an office with so many calls that are due and not announced yet."""
    office = Watched(30, limits=limits).open().import_all()
    office.minute()
    calls = office.calls(count)
    office.now += MINUTE
    run(office.feed.poll())
    return office, calls


def test_a_call_is_committed_as_due_before_it_is_announced_and_marked_after() -> None:
    office, (call,) = with_due(1)
    states: list[State | None] = [office.state(call)]
    office.listener = lambda _: states.append(office.state(call))
    office.deliver()
    states.append(office.state(call))
    assert states == [State.DUE, State.DUE, State.ANNOUNCED]


def test_calls_are_announced_in_the_order_of_their_records() -> None:
    office, calls = with_due(12)
    office.deliver()
    assert office.announced == calls


@pytest.mark.parametrize("limits", [SMALL, Limits()])
def test_after_each_batch_of_rows_it_is_written_down_that_they_were_announced(
    limits: Limits,
) -> None:
    office, calls = with_due(2 * limits.batch + 1, limits=limits)
    unwritten: list[int] = []

    def hear(_: Call) -> None:
        if len(office.announced) % limits.batch < 2:
            done = [office.state(call) for call in calls].count(State.ANNOUNCED)
            unwritten.append(len(office.announced) - done)

    office.listener = hear
    office.deliver()
    assert max(unwritten) == limits.batch
    assert office.announced == calls


def test_a_batch_is_counted_in_rows_not_in_calls() -> None:
    office = Watched(30).open().import_all()
    office.minute()
    phones = ("1001", "1002", "1003")
    calls = [office.call(legs=ring_group(phones)) for _ in range(4)]
    done: list[list[State | None]] = []
    office.listener = lambda _: done.append([office.state(call) for call in calls])
    office.minute()
    assert [states.count(State.ANNOUNCED) for states in done] == [0, 1, 2, 3]
    assert office.announced == calls


def test_a_call_of_more_rows_than_a_batch_has_is_announced_whole() -> None:
    office = Watched(30).open().import_all()
    office.minute()
    call = office.call(legs=ring_group([str(1001 + at) for at in range(9)]))
    office.minute()
    assert office.announced == [call]


@pytest.mark.parametrize("at", [1, 5, 6, 12])
def test_after_a_crash_at_most_the_last_batch_comes_again(at: int) -> None:
    office, calls = with_due(12)

    def hear(_: Call) -> None:
        if len(office.announced) == at:
            raise Killed

    office.listener = hear
    with pytest.raises(Killed):
        office.deliver()
    office.listener = lambda _: None
    before = office.announced.copy()
    office.announced.clear()
    office.crash()
    office.open().deliver()
    written = (at - 1) // SMALL.batch * SMALL.batch
    assert before == calls[:at]
    assert office.announced == calls[written:]
    office.announced.clear()
    office.crash()
    office.open().deliver()
    assert office.announced == []


def test_what_was_announced_and_could_not_be_written_down_is_not_announced_again() -> None:
    office, calls = with_due(12)
    office.listener = lambda _: setattr(office.database, "is_full", True)
    for _ in range(3):
        with pytest.raises(DatabaseError):
            office.deliver()
    assert office.announced == calls[: SMALL.batch]
    office.database.is_full = False
    office.listener = lambda _: None
    office.deliver()
    assert office.announced == calls


def test_what_was_announced_before_an_error_of_a_listener_is_not_announced_again() -> None:
    office, calls = with_due(3)

    def hear(call: Call) -> None:
        if call.call_id == calls[1]:
            raise ValueError

    office.listener = hear
    with pytest.raises(ValueError):  # noqa: PT011  it is our own
        office.deliver()
    office.deliver()
    assert office.announced == calls


def test_a_poll_that_cannot_be_written_announces_nothing_and_the_next_one_does() -> None:
    office = Watched(30).open().import_all()
    office.minute()
    call = office.call()
    office.database.is_full = True
    with pytest.raises(DatabaseError):
        run(office.feed.poll())
    office.database.is_full = False
    office.deliver()
    assert office.announced == []
    office.minute()
    assert office.announced == [call]


def test_a_call_that_was_kept_though_the_answer_was_lost_is_announced_once() -> None:
    office = Watched(30).open().import_all()
    office.minute()
    call = office.call()
    office.now += MINUTE
    office.database.is_slow = True
    with pytest.raises(DatabaseError):
        run(office.feed.poll())
    office.database.is_slow = False
    office.deliver()
    assert office.announced == [call]
    office.minute()
    office.restart()
    office.minute()
    assert office.announced == [call]


def test_at_the_close_it_is_written_down_what_was_announced() -> None:
    office, calls = with_due(3)
    office.listener = lambda _: setattr(office.database, "is_full", True)
    with pytest.raises(DatabaseError):
        office.deliver()
    office.database.is_full = False
    office.listener = lambda _: None
    office.restart()
    office.minute()
    assert office.announced == calls


def test_at_the_close_it_is_written_down_when_the_last_good_poll_was() -> None:
    """It isn't in each quiet poll; after a crash the gap only seems longer than it was."""
    office = Watched(30).open().import_all()
    for _ in range(5):
        office.minute()
    office.restart()
    assert office.feed.intake.marks.polled_at == office.now


def test_after_the_close_nothing_is_announced_and_no_push_taken() -> None:
    office, _ = with_due(3)
    rows = office.pbx.call()
    run(office.feed.close())
    office.deliver()
    assert not office.push(rows)
    assert office.announced == []
    office.crash()
    office.open().deliver()
    assert len(office.announced) == 3


def test_a_listener_that_closes_the_feed_is_the_last_to_be_called_in_its_batch() -> None:
    office, calls = with_due(12)

    async def deliver() -> None:
        closing: list[asyncio.Task[None]] = []

        def announce(call: Call, _: Way) -> None:
            office.announced.append(call.call_id)
            if not closing:
                closing.append(asyncio.create_task(office.feed.close()))

        await office.feed.deliver(announce)
        await closing[0]

    run(deliver())
    assert office.announced[: SMALL.batch] == calls[: SMALL.batch]
    office.restart()
    office.deliver()
    assert office.announced == calls


def test_where_nothing_is_due_the_database_is_not_asked() -> None:
    office = Watched(30).open().import_all()
    office.minute()
    statements: list[str] = []
    original = office.database._run

    async def counted(*args: object) -> object:
        statements.append("read or written")
        return await original(*args)  # type: ignore[arg-type]

    office.database._run = counted  # type: ignore[method-assign, assignment]
    office.deliver()
    assert statements == []


def test_what_was_announced_and_not_written_down_becomes_a_part_and_is_not_announced_again() -> (
    None
):
    office = Watched(30).open().import_all()
    office.minute()
    placed, part = office.pbx.call(dialled="600", legs=forward("1001", "1003"))
    office.pbx.delete(placed.db_id)
    office.now += MINUTE
    office.listener = lambda _: setattr(office.database, "is_full", True)
    with pytest.raises(DatabaseError):
        office.poll()
    office.pbx.add(placed)
    with pytest.raises(DatabaseError):
        office.minute()
    office.database.is_full = False
    office.listener = lambda _: None
    office.minute()
    assert office.announced == [part.data["call_id"]]
    assert office.state(placed.data["call_id"]) is State.ANNOUNCED
    assert office.state(part.data["call_id"]) is None
