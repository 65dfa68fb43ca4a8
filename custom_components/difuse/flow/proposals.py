"""Which numbers look like the office's own, or like ones where no person answers.

Found in the PBX's rows, each with the reason in plain words: the user decides.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..cdr import CallRecord, Disposition, Reached
from ..cdr.calls import NumberPlan, OfficeNumbers, plain_number
from ..messages import Words, word_for

FEWEST: Final = 3
"""So many calls, without an exception, make a number that only answers at once suspicious."""

MOST_NAMED: Final = 3
"""So many phones of a group are named in the reason."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A number that the user may want to name, and why."""

    number: str
    reason: str
    kind: str = ""
    """What a service number surely is, by the rows, in the word that people type for it."""
    looks_like: str = ""
    """What it may be, where that isn't sure."""

    @property
    def entry(self) -> str:
        """The number as it is saved: with its kind behind it."""
        return f"{self.number} {self.kind}" if self.kind else self.number

    @property
    def label(self) -> str:
        """The proposal as it stands in the form, which cuts it at the end of the line."""
        looks_like = f" ({self.looks_like}?)" if self.looks_like and not self.kind else ""
        return f"{self.entry}{looks_like}: {self.reason}"


def propose_own_numbers(
    words: Words, records: Iterable[CallRecord], plan: NumberPlan
) -> list[Proposal]:
    """Find the outside numbers that belong to the office, the busiest first."""
    records = list(records)
    numbers = OfficeNumbers(NumberPlan(plan.internal_digits))
    for _ in range(2):  # what the second half tells of the first
        for record in records:
            numbers.learn(record)
    came_in, went_out = _Tally(), _Tally()
    for record in records:
        if not numbers.plan.is_inside(record.initial_destination):
            came_in.add(record.initial_destination, record)
            went_out.add(record.source, record)
    busiest = sorted(
        numbers.learned, key=lambda plain: -came_in.count(plain) - went_out.count(plain)
    )
    return [
        Proposal(came_in.written(plain) or went_out.written(plain), reason)
        for plain in busiest
        if (reason := _own_reason(words, came_in.count(plain), went_out.count(plain)))
    ]


def propose_service_numbers(
    words: Words, records: Iterable[CallRecord], plan: NumberPlan
) -> list[Proposal]:
    """Find the short numbers at which no person answers: voicemail, queues, menus, groups."""
    inside = NumberPlan(plan.internal_digits)
    records = sorted(records, key=lambda record: (record.started_at, record.db_id))
    phones = _phones(records)
    found: dict[str, _Answers] = {}
    for record in records:
        number = record.destination
        if inside.is_extension(number) and number not in phones:
            found.setdefault(number, _Answers()).add(record)
    return [
        Proposal(number, reason, word_for(words, kind) if kind else "", looks_like)
        for number, answers in sorted(found.items())
        for kind in (answers.kind(),)
        for looks_like, reason in answers.reasons(words)
    ]


def _own_reason(words: Words, came_in: int, went_out: int) -> str:
    parts = []
    if came_in:
        parts.append(words.say("proposal_came_in", count=came_in))
    if went_out:
        parts.append(words.say("proposal_went_out", count=went_out))
    return ", ".join(parts)


def _listed(words: Words, numbers: Sequence[str]) -> str:
    if len(numbers) > MOST_NAMED:
        return words.say("proposal_many", first=", ".join(numbers[:MOST_NAMED]))
    return words.say("proposal_few", first=", ".join(numbers[:-1]), last=numbers[-1])


def _phones(records: Sequence[CallRecord]) -> set[str]:
    """Find the numbers that are surely phones: they called, were rung by a group, or rang."""
    phones: set[str] = set()
    rang_before: set[tuple[str, str]] = set()
    for record in records:
        phones |= {record.source, record.computed_destination}
        answered = record.disposition is Disposition.ANSWERED
        where = (record.call_id, record.destination)
        if not answered:
            rang_before.add(where)
        elif not (record.computed_destination or _at_once(record) or where in rang_before):
            phones.add(record.destination)
    return phones


def _at_once(record: CallRecord) -> bool:
    return record.talked_from == record.started_at


@dataclass(slots=True)
class _Tally:
    """In how many calls a number occurs, however it is written."""

    _calls: dict[str, set[str]] = field(default_factory=dict)
    _written: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, number: str, record: CallRecord) -> None:
        plain = plain_number(number)
        self._calls.setdefault(plain, set()).add(record.call_id)
        self._written.setdefault(plain, Counter())[number] += 1

    def count(self, plain: str) -> int:
        return len(self._calls.get(plain, ()))

    def written(self, plain: str) -> str:
        """Return the number as the PBX writes it most."""
        written = self._written.get(plain)
        return written.most_common(1)[0][0] if written else ""


@dataclass(slots=True)
class _Answers:
    """How calls to one short number went; the rows must come in the order of their start."""

    at_once: set[str] = field(default_factory=set)
    went_on: set[str] = field(default_factory=set)
    before_phones: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    callers: set[str] = field(default_factory=set)
    _has_rung: bool = False
    _unanswered: set[str] = field(default_factory=set)
    _calls: set[str] = field(default_factory=set)

    def add(self, record: CallRecord) -> None:
        call_id = record.call_id
        self._calls.add(call_id)
        self.callers.add(record.source)
        if record.disposition is not Disposition.ANSWERED:
            self._unanswered.add(call_id)
            if record.answered_at is not None:
                self.before_phones.add(call_id)
        elif record.computed_destination:
            self.phones.add(record.computed_destination)
            self._has_rung |= not _at_once(record)
        elif call_id in self._unanswered:
            self.went_on.add(call_id)
        else:
            self.at_once.add(call_id)

    def kind(self) -> Reached | None:
        """Return what it looks like, if that is sure.

        Those who talk in a conference have all dialled it, and nothing rang; a queue answers
        before it rings, each time, where a group does only behind a menu.
        """
        if len(self.phones) > 1 and self.phones <= self.callers and not self._has_rung:
            return Reached.CONFERENCE
        always = self.before_phones and self.before_phones == self._unanswered
        return Reached.QUEUE if always else None

    def reasons(self, words: Words) -> Iterator[tuple[str, str]]:
        """Yield what it looks like and why no person answers there; nothing if they may."""
        phones = sorted(self.phones)
        if self.kind() is Reached.CONFERENCE:
            yield "", words.say("proposal_together", phones=_listed(words, phones))
        elif len(phones) > 1:
            reason = words.say("proposal_answered_by", phones=_listed(words, phones))
            yield words.say("proposal_group_or_queue"), reason
        elif self.before_phones:
            reason = self._shared(words, "proposal_picks_up", self.before_phones)
            yield words.say("proposal_queue_or_menu"), reason
        elif self.went_on:
            reason = self._shared(words, "proposal_takes_over", self.went_on)
            yield words.say("proposal_voicemail_or_queue"), reason
        elif len(self.at_once) >= FEWEST and len(self.at_once) == len(self._calls):
            reason = self._shared(words, "proposal_at_once", self.at_once)
            yield words.say("proposal_menu_or_message"), reason

    def _shared(self, words: Words, reason: str, calls: set[str]) -> str:
        """Return a reason, and for how many of the calls it holds."""
        share = words.say("proposal_once")
        if len(self._calls) > 1:
            share = words.say("proposal_share", count=len(calls), calls=len(self._calls))
        return words.say(reason, share=share)
