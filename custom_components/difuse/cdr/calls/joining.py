"""Which call ids are one call, where that is sure.

Asterisk gives each channel that calls a call id of its own, and nothing in a row ties them
together. A part is joined to a call only where all that a rule of ``ties`` allows is one and the
same call.

All rules ask for a moment that both have in common, in whole seconds: a row of the one begins or
ends when one of the other does. So neighbours are found by index, with ``moments``, and no call is
held against more than those few. Two channels see one event within milliseconds; where a second
ends just between them, the part stays a call of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Final

from .. import CallRecord
from .numbers import OfficeNumbers
from .parts import Age, Part, was_placed
from .ties import RULES, Rule

MOST_AT_ONCE: Final = 50
"""Where more call ids than that begin or end a row in one second, that second tells nothing: an
office with 50,000 calls a day has one in a second, and each would be held against all others."""

MOST_ROUNDS: Final = 6
"""So far it is looked from a call to what hangs on it, and what hangs on that: a transfer of a
forwarded call, which rang a group, takes four."""


type Near[Key: Hashable] = Callable[[Sequence[CallRecord]], Mapping[Key, Sequence[CallRecord]]]
"""Gives, by call id, all legs of what has a moment (``moments``) in common with some legs.

Where a call id came again after days, there must be more to a key than the id."""


def gather[Key: Hashable](
    legs: Mapping[Key, Sequence[CallRecord]], near: Near[Key], numbers: OfficeNumbers
) -> dict[Key, Part]:
    """Return the parts with some call ids, and all that may be one call with them, for ``join``.

    ``near`` is asked once for all, and once more for each round in which a rule has found
    something: as a rule once or twice.
    """
    found = {call_id: Part(one) for call_id, one in legs.items()}
    todo = [*found]
    for _ in range(MOST_ROUNDS):
        asked = [leg for call_id in todo for leg in found[call_id].legs]
        around = {
            call_id: Part(one) for call_id, one in near(asked).items() if call_id not in found
        }
        at = _by_moment(around)
        todo = list(
            dict.fromkeys(
                other
                for call_id in todo
                for moment in at.keys() & found[call_id].moments
                for other in at[moment]
                if _may_be_one(found[call_id], around[other], numbers)
            )
        )
        found |= {call_id: around[call_id] for call_id in todo}
        if not todo:
            break
    return found


def join[Key: Hashable](parts: Mapping[Key, Part], numbers: OfficeNumbers) -> list[tuple[Key, ...]]:
    """Return which of some parts are one call, by call id, the placed one's first.

    All that may be one call with them must be among them, see ``gather``.
    """
    around = _neighbours(parts)
    if not around:
        return [(call_id,) for call_id in parts]
    group = {call_id: call_id for call_id in parts}
    for rule in RULES:
        for call_id in _apply(rule, parts, around, group, numbers):
            del around[call_id]  # it hangs on one call, and on no second one by another rule
    joined: dict[Key, list[Key]] = defaultdict(list)
    for call_id, of in group.items():
        joined[of].append(call_id)

    def rank(call_id: Key) -> tuple[bool, Age]:
        return not was_placed(parts[call_id].legs, numbers), parts[call_id].age

    return [tuple(sorted(ids, key=rank) if len(ids) > 1 else ids) for ids in joined.values()]


def _by_moment[Key: Hashable](parts: Mapping[Key, Part]) -> dict[datetime, list[Key]]:
    at: dict[datetime, list[Key]] = {}
    for call_id, part in parts.items():
        for moment in part.moments:
            at.setdefault(moment, []).append(call_id)
    return {moment: ids for moment, ids in at.items() if len(ids) <= MOST_AT_ONCE}


def _neighbours[Key: Hashable](parts: Mapping[Key, Part]) -> dict[Key, list[Key]]:
    """Return for each part those that begin or end a row when it begins or ends, if any do."""
    at = _by_moment(parts)
    found: dict[Key, list[Key]] = {}
    for call_id, part in parts.items():
        around = dict.fromkeys(at.get(part.start, []) + at.get(part.end, []))
        if len(around) > 1:
            found[call_id] = [one for one in around if one != call_id]
    return found


def _may_be_one(part: Part, other: Part, numbers: OfficeNumbers) -> bool:
    return any(rule(part, other, numbers) or rule(other, part, numbers) for rule in RULES)


def _apply[Key: Hashable](
    rule: Rule,
    parts: Mapping[Key, Part],
    around: Mapping[Key, Sequence[Key]],
    group: dict[Key, Key],
    numbers: OfficeNumbers,
) -> list[Key]:
    """Join by one rule; again while what was joined leaves only one candidate for others.

    Return what was joined.
    """
    joined: list[Key] = []
    found: dict[Key, list[Key]] = {}
    for call_id, others in around.items():
        part = parts[call_id]
        if fit := [other for other in others if rule(part, parts[other], numbers)]:
            found[call_id] = fit
    sure = [*found]
    while sure:
        sure = [one for one, others in found.items() if len({group[of] for of in others}) == 1]
        joined += sure
        for call_id in sure:
            mine, its = group[call_id], group[found.pop(call_id)[0]]
            for one, of in group.items():
                if of == mine:
                    group[one] = its
    return joined
