"""A small office on the phone: who calls whom, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
import random

from . import calls
from .calls import Leg, PlacedCall

COMPANY_NUMBER = "+442079460100"
RING_GROUP = "600"
QUEUE = "700"
_STAFF = {
    "1001": "Reception",
    "1002": "Ann Lee",
    "1003": "Zoë O'Brien, Ltd.",
    "1004": "Ops",
    "1005": 'Bob "Fix-It" Smith',
    "2011": "Sales Desk",
    "4001": "4001",
}
_GROUP = ("1001", "1002", "1003")
_PEOPLE = (
    "Mary Major",
    "Patient",
    "Żółć & Söhne GmbH",
    'Bob "The Fixer" Smith',
    "北京办公室",
    "O'Hara, Sons; <1001>",
    "Łukasz",
    "דנה לוי",
    "Café 🎉",
    "International Consolidated Widget Manufacturing and Distribution Company of Great Britain",
    "back\\slash",
    "",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody outside."""

    name: str
    number: str


def _people(chance: random.Random, count: int = 60) -> tuple[Person, ...]:
    return tuple(
        Person(_PEOPLE[at % len(_PEOPLE)], f"+4477009{chance.randrange(100_000):05d}")
        for at in range(count)
    )


class Office:
    """Makes up calls; the same seed makes the same ones."""

    def __init__(self, seed: int = 0) -> None:
        """Choose the people who will call."""
        self._chance = random.Random(seed)
        self._people = _people(self._chance)
        self._kinds, self._weights = zip(*_KINDS, strict=True)

    def place(self, start: int) -> PlacedCall:
        """Make up a call that begins at this epoch."""
        kind: Callable[[Office, int], PlacedCall]
        (kind,) = self._chance.choices(self._kinds, self._weights)
        return kind(self, start)

    def _talk(self) -> int:
        """Seconds of a conversation: mostly a minute or two, now and then an hour."""
        return min(5400, max(1, int(self._chance.lognormvariate(4.2, 1.1))))

    def _ring(self) -> int:
        return self._chance.randint(1, 18)

    def _phone(self) -> str:
        return self._chance.choice(tuple(_STAFF))

    def _two(self) -> tuple[str, str]:
        first, second = self._chance.sample(tuple(_STAFF), 2)
        return first, second

    def _from_outside(
        self,
        start: int,
        destination: str,
        legs: tuple[Leg, ...],
        dialled: str | None = None,
    ) -> PlacedCall:
        """Make a call over the trunk; one in twenty withholds the number."""
        caller = self._chance.choice(self._people)
        if self._chance.random() < 0.05:
            hidden = ("Anonymous", "anonymous"), ("", "")
            caller = Person(*self._chance.choice(hidden))
        return PlacedCall(
            start=start,
            source=caller.number,
            name=caller.name,
            destination=destination,
            dialled=dialled or f"+44207946{destination}",
            legs=legs,
            context="from_trunk" if destination.startswith("+") else "sip_internal",
        )

    def _direct(self, start: int) -> PlacedCall:
        legs = calls.single(ring=self._ring(), talk=self._talk())
        return self._from_outside(start, self._phone(), legs)

    def _missed(self, start: int) -> PlacedCall:
        legs = calls.single(calls.NO_ANSWER, ring=self._ring() + 10)
        return self._from_outside(start, self._phone(), legs)

    def _given_up(self, start: int) -> PlacedCall:
        legs = calls.single(calls.CANCEL, ring=self._ring())
        return self._from_outside(start, self._phone(), legs)

    def _engaged(self, start: int) -> PlacedCall:
        return self._from_outside(start, self._phone(), calls.single(calls.BUSY, ring=0))

    def _group(self, start: int) -> PlacedCall:
        by = self._chance.choice(_GROUP)
        legs = calls.ring_group(_GROUP, by, ring=self._ring(), talk=self._talk())
        if self._chance.random() < 0.5:
            return self._from_outside(start, COMPANY_NUMBER, legs, COMPANY_NUMBER)
        return self._from_outside(start, RING_GROUP, legs, "+442079460101")

    def _group_missed(self, start: int) -> PlacedCall:
        legs = calls.ring_group(_GROUP, ring=20)
        return self._from_outside(start, COMPANY_NUMBER, legs, COMPANY_NUMBER)

    def _queue(self, start: int) -> PlacedCall:
        tries = self._chance.randint(0, 3)
        by = self._chance.choice(_GROUP)
        legs = calls.queue(by, tries=tries, talk=self._talk(), recorded=True)
        return self._from_outside(start, QUEUE, legs, "+442079460103")

    def _queue_left(self, start: int) -> PlacedCall:
        legs = calls.queue(tries=self._chance.randint(1, 4), timeout=self._chance.random() < 0.4)
        return self._from_outside(start, QUEUE, legs, "+442079460103")

    def _menu(self, start: int) -> PlacedCall:
        legs = calls.menu(self._phone(), ring=self._ring(), talk=self._talk())
        return self._from_outside(start, "s", legs, "+442079460102")

    def _menu_left(self, start: int) -> PlacedCall:
        legs = calls.menu_hang_up(self._chance.choice("sti"), talk=self._ring())
        return self._from_outside(start, "s", legs, "+442079460102")

    def _mailbox(self, start: int) -> PlacedCall:
        legs = calls.voicemail(talk=self._ring() + 5, busy=self._chance.random() < 0.25)
        return self._from_outside(start, "2011", legs, "+442079460111")

    def _blind_transfer(self, start: int) -> PlacedCall:
        first, second = self._two()
        legs = calls.blind_transfer(first, second, ring=self._ring(), talk=self._talk())
        return self._from_outside(start, second, legs, f"+44207946{first}")

    def _attended_transfer(self, start: int) -> PlacedCall:
        first, second = self._two()
        legs = calls.attended_transfer(first, second, ring=self._ring(), talk=self._talk())
        return self._from_outside(start, first, legs)

    def _forwarded(self, start: int) -> PlacedCall:
        first, second = self._two()
        legs = calls.forward(first, second, ring=self._ring(), talk=self._talk())
        return self._from_outside(start, first, legs)

    def _inside(self, start: int) -> PlacedCall:
        caller, called = self._two()
        outcomes = (calls.ANSWERED,) * 6 + (
            calls.NO_ANSWER,
            calls.NO_ANSWER,
            calls.BUSY,
        )
        outcome = self._chance.choice(outcomes)
        ring = 0 if outcome == calls.BUSY else self._ring()
        return PlacedCall(
            start=start,
            source=caller,
            name=_STAFF[caller],
            destination=called,
            legs=calls.single(outcome, ring=ring, talk=self._talk()),
        )

    def _going_out(self, start: int, legs: tuple[Leg, ...]) -> PlacedCall:
        """Make a call to the outside; most routes show the company number, not the extension."""
        phone = self._phone()
        dialled = self._chance.choice(self._people).number.replace("+44", "90")
        shown = COMPANY_NUMBER if self._chance.random() < 0.7 else phone
        return PlacedCall(
            start=start,
            source=shown,
            name=_STAFF[phone],
            destination=dialled,
            legs=legs,
        )

    def _out(self, start: int) -> PlacedCall:
        return self._going_out(start, calls.single(ring=self._ring(), talk=self._talk()))

    def _out_failed(self, start: int) -> PlacedCall:
        outcomes = (
            calls.NO_ANSWER,
            calls.BUSY,
            calls.FAILED,
            calls.CONGESTION,
            calls.CANCEL,
        )
        outcome = self._chance.choice(outcomes)
        quick = outcome in (calls.BUSY, calls.FAILED, calls.CONGESTION)
        return self._going_out(start, calls.single(outcome, ring=0 if quick else self._ring()))

    def _out_again(self, start: int) -> PlacedCall:
        return self._going_out(start, calls.route_retry())


_KINDS: tuple[tuple[Callable[[Office, int], PlacedCall], int], ...] = (
    (Office._direct, 20),
    (Office._missed, 7),
    (Office._given_up, 2),
    (Office._engaged, 2),
    (Office._group, 14),
    (Office._group_missed, 4),
    (Office._queue, 8),
    (Office._queue_left, 2),
    (Office._menu, 5),
    (Office._menu_left, 2),
    (Office._mailbox, 6),
    (Office._blind_transfer, 2),
    (Office._attended_transfer, 1),
    (Office._forwarded, 1),
    (Office._inside, 12),
    (Office._out, 12),
    (Office._out_failed, 5),
    (Office._out_again, 1),
)
