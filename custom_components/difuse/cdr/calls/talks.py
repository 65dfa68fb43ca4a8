"""Who talked, one after another, and what handed the call on.

Rows are those of ``tests/cdr/fixtures/office-open.json``.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from .. import CallRecord, Reached
from .answers import AT_ONCE, is_menu_key, talk_of, who_talked
from .handing_on import is_same_talk, was_asked, was_retrieved
from .machines import tell_machine
from .steps import Facts, Step, StepKind, Steps, seconds_of, talk


class Talks:
    """Tells who talked, leg by leg, and what answered that was no person."""

    def __init__(self, facts: Facts, steps: Steps) -> None:
        """Take what to tell from, and where to."""
        self._facts, self._steps = facts, steps
        self._numbers = facts.answers.numbers
        self._who = who_talked(facts.people)
        self._last: CallRecord | None = None
        """Who talked last."""
        self._passed: CallRecord | None = None
        """Who only rang, where somebody else talked at once."""
        self._place = 0
        """Of the last step that tells of a talk."""
        self._is_held = self._is_handed_over = False

    def hands_over(self, attempt: Sequence[CallRecord]) -> None:
        """Tell whom who talked handed the caller to, before it rings there.

        The next attempt begins when the talk ends, at another number (24 after 23, 542-544 after
        541, 77 after 76). A choice in a menu is none (374); a row that only names somebody else
        becomes a step when it comes (61, 85).
        """
        last, to = self._last, attempt[0].destination
        if last is None or not self._begins_at_end_of(last, attempt[0]) or to == last.ended_where:
            return
        if is_same_talk(self._facts, attempt[0], last):
            return
        only_names = to == last.destination and all(leg.ended_where != to for leg in attempt)
        is_choice = is_menu_key(attempt[0], self._facts.answers)
        retrieved = was_retrieved(self._facts, attempt[0].started_at)
        if self._facts.is_number(to) and not (only_names or is_choice or retrieved):
            self._steps.append(Step(StepKind.TRANSFERRED, to, by=last.ended_where))
            self._is_handed_over = True

    def answered(self, leg: CallRecord) -> None:
        """Tell of a leg that was answered."""
        if self._facts.kind(leg.destination) is Reached.CONFERENCE:
            talked = seconds_of(talk_of(self._facts.people))
            self._steps.add_once(Step(StepKind.CONFERENCE, leg.destination, talked))
        elif leg not in self._facts.people or self._numbers.is_special(leg.ended_where):
            tell_machine(leg, self._facts, self._steps)
        elif self._last is None:
            self._first(leg)
        else:
            self._next(leg, self._last)

    def goes_on(self, leg: CallRecord) -> None:
        """Tell who talks on, in a row of another call id, when the placed call's own have ended.

        The caller handed over whom he had called (532 after 527, 47 after 46, 438 after 434). What
        is left over of a channel names nobody else (35), or nobody (42).
        """
        last, number = self._last, leg.ended_where
        goes_on = last and number != last.ended_where and talk(leg)
        if goes_on and self._facts.is_number(number):
            source = self._facts.placed.first.source
            by = source if self._numbers.is_extension(source) else ""
            self._tell(leg, Step(StepKind.TRANSFERRED, number, talk(leg), by=by))

    def _tell(self, leg: CallRecord, step: Step) -> None:
        self._place, self._last = len(self._steps), leg
        self._is_held = self._is_handed_over = False
        self._steps.append(step)

    def _first(self, leg: CallRecord) -> None:
        """Tell who answered; or who only rang where somebody picked up at once.

        The row of no length names the phone that rang, the next one in that second who talked (50
        and 51, 105 and 107). Where it was forwarded, that next row names the one at its end (342).
        """
        if leg is not self._who:
            self._passed = leg
            return
        passed, number = self._passed, leg.ended_where
        forwarded = any(step.kind is StepKind.FORWARDED for step in self._steps)
        if passed is None or forwarded or passed.ended_where == number:
            self._tell(leg, Step(StepKind.ANSWERED, number, talk(leg)))
            return
        rang = (passed.answered_at or passed.ended_at) - passed.started_at
        if not any(step.kind is StepKind.GROUP for step in self._steps):
            self._steps.add(Step(StepKind.RANG, passed.ended_where, seconds_of(rang)))
        self._tell(leg, Step(StepKind.PICKED_UP, number, talk(leg), by=passed.destination))

    def _next(self, leg: CallRecord, last: CallRecord) -> None:
        """Tell who talked next, if it is somebody else."""
        number, seconds = leg.ended_where, talk(leg)
        if not seconds:
            return
        if self._is_handed_over:
            self._takes_over(leg)
        elif was_retrieved(self._facts, leg.started_at, number):
            self._tell(leg, Step(StepKind.TAKEN, number, seconds))
        elif was_retrieved(self._facts, leg.ended_at):
            self._steps.append(Step(StepKind.PARKED, "", seconds))
        elif number == last.ended_where or is_same_talk(self._facts, leg, last):
            self._talks_on(leg, last)
        elif self._is_transferred(leg, last):
            self._tell(leg, Step(StepKind.TRANSFERRED, number, seconds, by=last.ended_where))
        else:
            self._tell(leg, Step(StepKind.ANSWERED, number, seconds))

    def _takes_over(self, leg: CallRecord) -> None:
        """Tell who talked where the caller was handed to: the number itself, or one of a group."""
        step = self._steps[-1]
        if (step.kind, step.number) == (StepKind.TRANSFERRED, leg.ended_where):
            self._steps.pop()
            self._tell(leg, replace(step, seconds=talk(leg)))
        else:
            self._tell(leg, Step(StepKind.ANSWERED, leg.ended_where, talk(leg)))

    def _talks_on(self, leg: CallRecord, last: CallRecord) -> None:
        """Make a talk longer; what was between, a hold or a park, is no step."""
        self._is_held = bool(talk(last)) and leg.started_at >= last.ended_at
        more = leg.ended_at - max(leg.talked_from, last.ended_at)
        step = self._steps[self._place]
        self._steps[self._place] = replace(step, seconds=step.seconds + seconds_of(more))
        self._last = replace(last, ended_at=max(last.ended_at, leg.ended_at))

    def _is_transferred(self, leg: CallRecord, last: CallRecord) -> bool:
        """Return whether who talked handed the caller to somebody else.

        The caller's next row begins when the talk ends, and names somebody else (61 after 60, 85
        after 84); or the consultation says so (490 before 496).
        """
        return self._begins_at_end_of(last, leg) or was_asked(self._facts, leg)

    def _begins_at_end_of(self, last: CallRecord, leg: CallRecord) -> bool:
        """Return whether a talk ends where a leg begins.

        What looked like more of that talk may have been a park, and whoever comes then may have
        taken the caller from it: that is no step.
        """
        between = leg.started_at - last.ended_at
        return not self._is_held and bool(talk(last)) and timedelta() <= between <= AT_ONCE
