"""The measure: what was told of each conversation, against what happened."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from custom_components.difuse.cdr import Call, Disposition

from .recording import Conversation

UNANSWERED: Final = frozenset({"no_answer", "cancel", "failed", "congestion"})
OUTCOMES: Final = {
    "answered": frozenset({"answered"}),
    "busy": frozenset({"busy"}),
    "missed": UNANSWERED,
    "failed": UNANSWERED,
}
"""Whether a phone rang isn't told apart: a carrier's 404 and a phone that refuses read as NO
ANSWER."""

TALK_WITHIN: Final = 2
"""Seconds by which the talk may differ: times are whole seconds, and rounded down."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was told of one conversation."""

    conversation: Conversation
    call: Call | None
    announced: int
    right: bool
    right_person: bool
    right_talk: bool

    @property
    def wholly_right(self) -> bool:
        return self.right and self.announced == 1 and self.right_person and self.right_talk

    @property
    def nobody_took_it(self) -> bool:
        """Whether it was told as answered though it wasn't."""
        answered = self.call is not None and self.call.disposition is Disposition.ANSWERED
        return answered and self.conversation.outcome != "answered"

    @property
    def wrong(self) -> list[str]:
        """What is wrong with it, in a word each."""
        said = {
            "outcome or direction": self.right,
            "person": self.right_person,
            "talk": self.right_talk,
            f"announced {self.announced} times": self.announced == 1,
        }
        return [what for what, fine in said.items() if not fine]


@dataclass(slots=True)
class Score:
    """How many conversations were told right."""

    verdicts: list[Verdict]
    hidden: list[Conversation] = field(default_factory=list)
    """Missed calls that became part of another one's."""

    def share(self, name: str) -> float:
        """Return for what share of the conversations something holds."""
        held: list[bool] = [getattr(one, name) for one in self.verdicts]
        return sum(held) / len(held)

    @property
    def extra(self) -> int:
        """How many announcements there were too many."""
        return sum(max(one.announced - 1, 0) for one in self.verdicts)

    @property
    def never(self) -> list[Verdict]:
        """Conversations of which nothing was announced."""
        return [one for one in self.verdicts if not one.announced]

    @property
    def answered_by_nobody(self) -> list[Verdict]:
        return [one for one in self.verdicts if one.nobody_took_it]

    def by_scenario(self) -> dict[str, list[Verdict]]:
        """Return the verdicts by kind, in the order of names."""
        found: dict[str, list[Verdict]] = defaultdict(list)
        for one in sorted(self.verdicts, key=lambda one: one.conversation.scenario):
            found[one.conversation.scenario].append(one)
        return found


def score(
    conversations: Iterable[Conversation], kept: Iterable[Call], announced: Iterable[Call]
) -> Score:
    """Hold what an archive keeps, and what was announced, against what happened."""
    conversations = list(conversations)
    calls = {call_id: call for call in kept for call_id in call.call_ids}
    whose = {call_id: one for one in conversations for call_id in one.call_ids}
    times = Counter(whose[call.call_id].name for call in announced if call.call_id in whose)
    verdicts = [_judge(one, calls.get(one.call_id), times[one.name]) for one in conversations]
    merged = {
        one.name: one
        for call in calls.values()
        if len({whose[call_id].name for call_id in call.call_ids if call_id in whose}) > 1
        for one in map(whose.get, call.call_ids)
        if one is not None and one.missed and one.call_id != call.call_id
    }
    return Score(verdicts, [*merged.values()])


def _judge(said: Conversation, call: Call | None, announced: int) -> Verdict:
    if call is None:
        return Verdict(said, call, announced, False, False, False)
    person = said.answered_by[0].lstrip("+") if said.answered_by else None
    talk = call.talk_duration.total_seconds()
    return Verdict(
        said,
        call,
        announced,
        right=call.disposition.value in OUTCOMES[said.outcome]
        and call.direction.value == said.direction
        and call.missed is said.missed,
        # The rows keep the digits dialled to get out, which the carrier never saw.
        right_person=person is None or (call.answered_by or "").endswith(person),
        right_talk=person is None or abs(talk - said.talk) <= TALK_WITHIN,
    )
