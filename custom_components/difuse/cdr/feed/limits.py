"""How much is read, held and announced at a time."""

from dataclasses import dataclass

from .. import CallRecord, Row


@dataclass(frozen=True, slots=True)
class Limits:
    """In rows; tests take smaller ones."""

    page: int = 100
    """45 KB, read in a few milliseconds; a fifth of it is enough for the few calls of a minute."""
    audit: int = 200
    deepest: int = 5000
    """So many are read and held at most to find what is new."""
    burst: int = 200
    """More that are new at once may be old ones that somebody has imported into the PBX."""
    batch: int = 50
    """So many are announced before that is written down: a crash repeats no more."""


def is_old(row: Row, keep_from: float) -> bool:
    """Return whether a row is older than calls are kept; ``keep_from`` in epoch seconds."""
    return isinstance(row, CallRecord) and row.started_at.timestamp() < keep_from
