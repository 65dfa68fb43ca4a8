"""What calls rows are where all are looked at at once: an archive must come to the same."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from custom_components.difuse.cdr import Call, CallRecord
from custom_components.difuse.cdr.calls import (
    MOST_AT_ONCE,
    OfficeNumbers,
    build_call,
    calls_apart,
    gather,
    join,
    moments,
    was_placed,
)

type Key = tuple[str, int]
type Parts = dict[Key, list[CallRecord]]


def calls_of(records: Iterable[CallRecord], numbers: OfficeNumbers) -> list[Call]:
    """Return the calls that somebody placed."""
    by_id: dict[str, list[CallRecord]] = defaultdict(list)
    for record in records:
        by_id[record.call_id].append(record)
    parts = {
        (call_id, at): legs
        for call_id, some in by_id.items()
        for at, legs in enumerate(calls_apart(some))
    }
    then: dict[datetime, dict[Key, None]] = defaultdict(dict)
    for key, legs in parts.items():
        for at in sorted(moments(legs)):
            then[at][key] = None

    def near(legs: Sequence[CallRecord]) -> Parts:
        some = [then[at] for at in sorted(moments(legs)) if len(then[at]) <= MOST_AT_ONCE]
        return {key: parts[key] for keys in some for key in keys}

    return [
        build_call(
            [leg for key in keys for leg in parts[key]],
            numbers,
            tuple(dict.fromkeys(call_id for call_id, _ in keys)),
        )
        for keys in join(gather(parts, near, numbers), numbers)
        if was_placed(parts[keys[0]], numbers)
    ]
