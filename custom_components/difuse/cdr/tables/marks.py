"""What becomes of calls, and by what a PBX's list is read."""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final


class State(IntEnum):
    """What is to become of a call, or has."""

    PAST = 0
    """From before the set-up or another list, or found by reading anew: not announced, nor open."""
    SILENT = 1
    """Kept and counted, but too old to be announced when it was found."""
    ANNOUNCED = 2
    DUE = 3
    """To be announced when ``due_at`` has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """By what a PBX's list is read. All but ``reread`` comes from the list, never from a push.

    ``set_up_at`` and ``polled_at`` (the last good poll) are epoch seconds by our own clock.
    ``listed`` is how many rows of the list are accounted for, ``highest_id`` the highest that was
    read of it last.
    While the first import runs, ``past_id`` is the highest id at the set-up, 0 afterwards. Rows
    that lie ``import_from`` to ``import_to`` below the newest are still to be imported. Calls
    numbered below ``reread`` are to be understood anew. ``swept_at`` is when the newest
    rows began to be read again last; the dial-out prefix was learned then as well.
    """

    set_up_at: int = 0
    polled_at: int = 0
    listed: int = 0
    highest_id: int = 0
    past_id: int = 0
    import_from: int = 0
    import_to: int = 0
    reread: int = 0
    swept_at: int = 0


MARKS: Final = tuple([one.name for one in fields(Marks)])
