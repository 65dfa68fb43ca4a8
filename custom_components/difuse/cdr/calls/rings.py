"""Who rang: phones, groups, queues, and those to whom a call was forwarded.

Rows are those of ``tests/cdr/fixtures/office-open.json``.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from .. import CallRecord, Disposition, Reached
from .answers import order
from .parts import Part
from .steps import Facts, Step, StepKind, Steps, length, seconds_of, talk
from .ties import is_leg_of

_RANG: Final = frozenset(Disposition) - {Disposition.ANSWERED}
_IN_VAIN: Final = {
    Disposition.BUSY: StepKind.BUSY,
    Disposition.FAILED: StepKind.FAILED,
    Disposition.CONGESTION: StepKind.FAILED,
}


class Rings:
    """Tells who rang, attempt by attempt: the legs that begin in one second at one destination."""

    def __init__(self, facts: Facts, steps: Steps) -> None:
        """Take what to tell from, and where to."""
        self._facts, self._steps = facts, steps
        self._numbers = facts.answers.numbers
        self._covered: set[str] = set()
        """Call ids of parts that the steps cover."""
        self._waited_until = facts.placed.start

    def attempt(self, legs: Sequence[CallRecord]) -> None:
        """Tell of one attempt to reach somebody."""
        self.others(legs[0].started_at)
        kind = self._facts.kind(legs[0].destination)
        forwards = [] if self._has_talked(legs[0]) else [*self._forwards(self._facts.placed, legs)]
        self._steps += forwards
        if kind is Reached.QUEUE:
            self._wait(legs[0])
        elif kind is Reached.CONFERENCE or (not forwards and self._is_group(legs)):
            return
        for leg in legs:
            if leg.disposition is not Disposition.ANSWERED:
                self._in_vain(leg, is_queue=kind is Reached.QUEUE)

    def _has_talked(self, leg: CallRecord) -> bool:
        """Return whether somebody talked before: then a call isn't forwarded any more (44)."""
        return any(one.started_at < leg.started_at and talk(one) for one in self._facts.people)

    def others(self, until: datetime | None = None) -> None:
        """Tell who else rang in vain before then: by follow me (53 and 56 of 57-59)."""
        for part in self._facts.others:
            leg = part.first
            if (
                leg.call_id not in self._covered
                and (until is None or part.start < until)
                and leg.source == self._facts.placed.first.source
                and leg.destination
                and (length(leg) or leg.disposition is Disposition.BUSY)
                and all(one.disposition is not Disposition.ANSWERED for one in part.legs)
            ):
                self._rang(leg, leg.destination)
                self._covered.add(leg.call_id)

    def _forwards(self, part: Part, attempt: Sequence[CallRecord]) -> Iterator[Step]:
        """Yield to whom an extension's call went on, and from there.

        The PBX rings through a channel of its own with another destination, the only one that
        begins then; the row names it, or ends with it (12 of 16, 27 of 33, 36 of 38, 69 of 74; 338
        of 341 and 337 of 338). Beside it is at most the row of no length of a phone that sent the
        caller on (401): where others rang as well, it is a group (232 of 231).
        """
        by = attempt[0].destination
        began = self._began_with(attempt[0].started_at, part)
        at_once = sum(1 for leg in attempt if length(leg))
        if len(began) == 1 and at_once <= 1 and self._numbers.is_extension(by):
            to = began[0].first
            if any(_leads_to(leg, began[0]) for leg in attempt):
                self._covered.add(to.call_id)
                yield Step(StepKind.FORWARDED, to.destination, by=by)
                yield from self._forwards(began[0], began[0].beginning(to.started_at))

    def _began_with(self, moment: datetime, part: Part) -> list[Part]:
        """Return the legs of a part that began then, without those that are legs of such a leg."""
        began = [
            one
            for one in self._facts.others
            if one.start == moment and is_leg_of(one, part, self._numbers)
        ]
        return [
            one
            for one in began
            if not any(is_leg_of(one, other, self._numbers) for other in began if other is not one)
        ]

    def _is_group(self, legs: Sequence[CallRecord]) -> bool:
        """Tell of phones that rang together, a row each (204-206, 653-655, 224-225), if they did.

        Rows of no length are none: the next line was tried at once (207-208), or a phone was busy.
        """
        start, people = legs[0].started_at, self._facts.people
        phones = [leg for leg in legs if leg in people or leg.disposition in _RANG]
        lengths = [length(leg) for leg in phones if length(leg)]
        rang = max([length(leg) for leg in phones if leg not in people], default=0)
        if len(lengths) < 2 or not rang:  # noqa: PLR2004  one is no group
            return False
        self._covered |= {one.first.call_id for one in self._facts.others if one.start == start}
        self._steps.add(Step(StepKind.GROUP, legs[0].destination, rang, phones=len(lengths)))
        return True

    def _wait(self, first: CallRecord) -> None:
        """Tell how long somebody waited in what the user calls a queue (139-142), if at all."""
        if first.started_at < self._waited_until:
            return
        legs = [
            leg
            for leg in self._facts.placed.legs
            if leg.destination == first.destination and leg.started_at >= first.started_at
        ]
        taken = [leg.started_at for leg in legs if leg in self._facts.people]
        self._waited_until = taken[0] if taken else max([leg.ended_at for leg in legs])
        if waited := seconds_of(self._waited_until - first.started_at):
            self._steps.append(Step(StepKind.QUEUE, first.destination, waited))

    def _in_vain(self, leg: CallRecord, *, is_queue: bool) -> None:
        """Tell who rang in vain: a channel of the PBX's own says for whom a row was (130 of 139).

        Where nothing rang and the PBX went on to the same destination, there is nothing to tell
        (207 before 208, 178 before 179, 401 beside 402).
        """
        twins = [
            one
            for one in self._facts.others
            if (one.start, one.end) == (leg.started_at, leg.ended_at)
        ]
        if len(twins) == 1 and twins[0].first.destination:
            self._covered.add(twins[0].first.call_id)
            self._rang(leg, twins[0].first.destination)
        elif not is_queue and not self._is_tried_again(leg):
            self._rang(leg, leg.destination)

    def _is_tried_again(self, leg: CallRecord) -> bool:
        if length(leg) or leg.disposition is Disposition.BUSY:
            return False
        return any(
            other.destination == leg.destination
            and (order(other) > order(leg) or other in self._facts.people)
            for other in self._facts.placed.legs
        )

    def _rang(self, leg: CallRecord, number: str) -> None:
        if self._facts.is_number(number):
            kind = _IN_VAIN.get(leg.disposition, StepKind.RANG)
            self._steps.add(Step(kind, number, length(leg)))


def _leads_to(leg: CallRecord, part: Part) -> bool:
    if leg.disposition is Disposition.ANSWERED:
        return leg.computed_destination == part.first.destination
    return leg.ended_at == part.end
