"""Stories by their number: the machine's own steps, drawn at random, as many as there is time for.

``python -m tests.reliability.stories COUNT FIRST`` tells them and prints what went wrong, with the
fewest steps that do it. The same number is the same story as long as the rules are the same.
"""

from collections.abc import Iterator
import gc
import random
import sys
import time
import traceback
from typing import Any, Final, NamedTuple

from hypothesis.control import BuildContext
from hypothesis.internal.conjecture.data import ConjectureData

from .machine import Reliability

STEPS: Final = 50
LONGEST_SEARCH: Final = 120
"""Seconds after which the fewest steps are those that were found."""


class Step(NamedTuple):
    """What is done, and how."""

    rule: Any
    how: dict[str, Any]

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.how.items())
        return f"{self.rule.function.__name__}({given})"


def story(number: int) -> list[Step]:
    """Return the steps of a story; it has some of the rules only, each story others."""
    chance = random.Random(number)  # noqa: S311 - made-up stories
    data, state = ConjectureData(random=chance), Reliability.setup_state()

    def step(rule: Any) -> Step:
        drawn = rule.arguments_strategies.items()
        return Step(rule, {name: data.draw(values) for name, values in drawn})

    share = chance.random()
    some = [rule for rule in state.rules if chance.random() < share] or state.rules
    rules = [*state.initializers, *[chance.choice(some) for _ in range(STEPS)]]
    with BuildContext(data, wrapped_test=story):
        return [step(rule) for rule in rules]


def tell(steps: list[Step]) -> Exception | None:
    """Return what goes wrong in a story."""
    machine = Reliability()
    try:
        for step in steps:
            step.rule.function(machine, **step.how)
        machine.teardown()
    except Exception as error:  # noqa: BLE001 - it is what we look for
        return error
    return None


def _kind(error: Exception | None) -> tuple[str, ...]:
    """Return by what an error is the same in a shorter story."""
    if error is None:
        return ()
    last = traceback.extract_tb(error.__traceback__)[-1]
    return (type(error).__name__, str(error), last.name, str(last.lineno))


def shortest(steps: list[Step], kind: tuple[str, ...]) -> list[Step]:
    """Leave out what isn't needed for an error."""
    until, size = time.monotonic() + LONGEST_SEARCH, len(steps) // 2
    while size and time.monotonic() < until:
        before = len(steps)
        for shorter in _without(steps, size):
            if len(shorter) < len(steps) and _kind(tell(shorter)) == kind:
                steps = shorter
                break
        else:
            size //= 2
        if len(steps) < before:
            size = min(size, len(steps) // 2)
    return steps


def _without(steps: list[Step], size: int) -> Iterator[list[Step]]:
    for at in range(1, len(steps), size):
        yield steps[:at] + steps[at + size :]


def main(count: int, first: int = 0) -> int:
    """Tell stories; return how many of them went wrong."""
    wrong: dict[tuple[str, ...], list[int]] = {}
    for number in range(first, first + count):
        steps = story(number)
        if kind := _kind(error := tell(steps)):
            wrong.setdefault(kind, []).append(number)
            print(f"story {number}: {kind}", flush=True)  # noqa: T201
            if len(wrong[kind]) == 1:
                for step in shortest(steps, kind):
                    print(f"    {step}")  # noqa: T201
                traceback.print_exception(error, file=sys.stdout)
    failed = sum(map(len, wrong.values()))
    seconds = round(time.process_time())
    print(f"{count} stories from {first} on: {failed} went wrong; {seconds} s of computing")  # noqa: T201
    return failed


if __name__ == "__main__":
    # Whatever the imports brought stays: there is no need to look through it again and again.
    gc.freeze()
    sys.exit(bool(main(*map(int, sys.argv[1:]))))
