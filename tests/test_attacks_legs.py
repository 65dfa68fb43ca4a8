"""A call with thousands of legs: twice as many are twice the work, and the loop goes on."""

import asyncio
from collections.abc import Callable
import sys
import threading
from types import FrameType
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.archive import understanding
from custom_components.difuse.cdr.calls import NumberPlan, OfficeNumbers, build_call, calls_apart
from custom_components.difuse.cdr.pbx import Pushed, read_pushed
from custom_components.difuse.push import PushInbox, inbox
from tests.cdr.helpers import leg
from tests.home import Announced, now, poll
from tests.pushing import Pusher, let_legs_come, send
from tests.simulator import SimulatedPbx

LEGS = 4_000
READ_AT_A_TIME = 200

SHAPES: dict[str, Callable[[int], CallRecord]] = {
    "nobody answers": lambda number: leg(number, disposition="no_answer", after=number / 100),
    "all answer": lambda number: leg(number, after=number / 100),
    "each another phone": lambda number: leg(
        number, destination=str(number), disposition="no_answer", after=number / 100
    ),
    "the dialplan goes on": lambda number: leg(
        number, disposition="no_answer" if number % 2 else "answered", ring=0, after=number / 100
    ),
}


def steps(work: Callable[[], object]) -> int:
    """Count the lines of Python that something takes."""
    count = 0

    def trace(_: FrameType, event: str, __: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_many_legs_are_twice_the_work(shape: str) -> None:
    def work(count: int) -> int:
        legs = [SHAPES[shape](number) for number in range(count, 0, -1)]
        numbers = OfficeNumbers(NumberPlan())
        return steps(lambda: [build_call(one, numbers) for one in calls_apart(legs)])

    assert work(800) < 2.2 * work(400)


async def test_thousands_of_legs_are_read_a_few_at_a_time(
    pusher: Pusher, pbx: SimulatedPbx, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 0

    def read(entries: list[object], *args: Any, **options: Any) -> Pushed:
        nonlocal most
        most = max(most, len(entries))
        others_had = turns - seen[-1]
        seen.append(turns)
        assert len(seen) == 2 or others_had
        return read_pushed(entries, *args, **options)

    monkeypatch.setattr(inbox, "read_pushed", read)
    rows = [pbx.row(call_id="1.1", start=now() - 60).data for _ in range(LEGS)]
    turns, seen, is_done = 0, [0], False

    async def others() -> None:
        nonlocal turns
        while not is_done:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others())
    await PushInbox(entry.runtime_data).take(rows)
    is_done = True
    await task
    assert most == READ_AT_A_TIME
    assert len(seen) > LEGS // READ_AT_A_TIME


async def test_a_call_of_thousands_of_legs_is_understood_beside_the_loop(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pusher: Pusher,
    pbx: SimulatedPbx,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    announced, threads = Announced(hass), []

    def build(*args: Any) -> Any:
        threads.append(threading.get_ident())
        return build_call(*args)

    await poll(hass, freezer, 300)
    monkeypatch.setattr(understanding, "build_call", build)
    rows = [pbx.row(disposition="NO ANSWER", call_id="1.1", start=now() - 60) for _ in range(LEGS)]
    assert await send(pusher, *rows) == 200
    await let_legs_come(hass, freezer)
    assert [state.attributes["legs"] for state in announced.states] == [LEGS]
    assert threads
    assert threading.get_ident() not in threads
