"""What the state machine found, each as small as it could be made."""

from collections.abc import Iterator

import pytest

from tests.simulator import Order

from .machine import CALAMITIES, Lab, Reliability
from .stories import LIMITS, STORIES, Step


@pytest.fixture
def machine(lab: Lab, small_pages: None) -> Iterator[Reliability]:
    """Give a machine to be driven by hand; in the end all must have been heard."""

    class Machine(Reliability):
        pass

    Machine.lab = lab
    machine = Machine()
    yield machine
    machine.teardown()


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_a_story_that_once_went_wrong(machine: Reliability, story: list[Step]) -> None:
    for rule, arguments in story:
        getattr(machine, rule)(**arguments)
    machine.be_healthy()


@pytest.mark.parametrize(("issue", "story"), LIMITS.values(), ids=LIMITS)
def test_a_call_that_is_not_heard_is_not_lost_silently(
    machine: Reliability, issue: str, story: list[Step]
) -> None:
    for rule, arguments in story:
        getattr(machine, rule)(**arguments)
    machine.be_healthy()
    last = [*machine.world.calls.values()][-1]
    assert last.call_id not in {call.call_id for call in machine.house.heard}
    assert not last.is_owed
    assert machine.house.issues == [issue]
    machine.one_change(("call", 0))
    machine.be_healthy()
    assert machine.house.heard[-1].call_id == [*machine.world.calls][-1]


def test_a_list_that_turns_within_an_interrupted_walk_hides_no_call_silently(
    machine: Reliability,
) -> None:
    machine.set_up(history=0, order=Order.ID_DESCENDING, cap=3)
    machine.walk_through_faults(seed=0, calls=6)
    machine.turn(order=Order.START_ASCENDING)
    machine.killed_poll(place="write", number=0, calls=2)
    machine.one_change(change=("long", 4))
    long = [*machine.world.calls.values()][-1]
    long.is_owed = False
    machine.walk_through_faults(seed=9, calls=100)
    machine.world.turn(Order.ID_ASCENDING)
    machine.be_healthy()
    assert long.call_id not in {call.call_id for call in machine.house.heard}
    assert machine.house.issues == ["out_of_reach"]


def test_a_clock_set_back_hides_no_call_silently_that_comes_as_a_list_is_back(
    machine: Reliability,
) -> None:
    machine.set_up(history=1, order=Order.ID_DESCENDING, cap=None)
    machine.step_clock(shift=-3600)
    machine.calamity(what="reset for a while")
    machine.one_change(change=("call", 0))
    machine.be_healthy()
    assert machine.house.heard == []
    assert machine.house.issues == ["started_over"] * 2
    machine.one_change(change=("call", 0))
    machine.be_healthy()
    assert [call.call_id for call in machine.house.heard] == [[*machine.world.calls][-1]]


@pytest.mark.parametrize("what", CALAMITIES[:-1])
@pytest.mark.parametrize("calls", [0, 2])
def test_a_call_that_waits_is_heard_though_its_list_is_gone(
    machine: Reliability, what: str, calls: int
) -> None:
    machine.set_up(history=15, order=Order.ID_ASCENDING, cap=None)
    machine.back_up()
    machine.poll_meanwhile(events=[(1, ("call", 0))])
    machine.calamity(what=what)
    machine.burst(count=calls)
    machine.be_healthy()
    assert machine.house.heard[0].call_id == next(iter(machine.world.calls))
