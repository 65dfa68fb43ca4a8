"""Which end of the list is the newest: no order of its pages is assumed."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from .. import CallRecord, Row
from .wire import Page

_ENOUGH: Final = 500
"""Rows by which a page's place in time is seen."""


async def newest_end(read: Callable[[int], Awaitable[Page]]) -> bool | None:
    """Return whether the newest rows come first; None where the rows say nothing or both.

    ``read`` gives a small page by its number. Raise PbxError.
    """
    first = await read(1)
    one = _thinned(first.rows)
    other = one[len(one) // 2 :]
    if first.total_pages > 1:
        other = _thinned((await read(first.total_pages)).rows)
    else:
        one = one[: len(one) // 2]
    for number in (2, 3, 4):
        by_start, by_id = (_ahead(one, other, key) for key in (_start, _id))
        if by_start * by_id > 0 or first.total_pages < 2 * number:
            break
        # A long call, or a row that was restored, at either end says the opposite.
        one += _thinned((await read(number)).rows)
        other = _thinned((await read(first.total_pages + 1 - number)).rows) + other
    said = _said(one, other)
    if said == {True, False}:
        # The PBX's clock was set, so that old rows are the later ones. Within an end they aren't.
        said = _said(*_halves(one)) | _said(*_halves(other))
    return said.pop() if len(said) == 1 else None


def _said(one: Sequence[Row], other: Sequence[Row]) -> set[bool]:
    """Return whether the first of two ends is the newest, by start and by id."""
    both = (_ahead(one, other, key) for key in (_start, _id))
    return {ahead > 0 for ahead in both if ahead}


def _halves(rows: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    return rows[: len(rows) // 2], rows[len(rows) // 2 :]


def _thinned(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return some of many rows, evenly spread: the others say the same, and aren't held."""
    return rows[:: len(rows) // _ENOUGH + 1]


def _ahead(one: Sequence[Row], other: Sequence[Row], key: Callable[[CallRecord], float]) -> float:
    """Return by how much the middle of some rows is ahead of the middle of others.

    0 where one of them holds no row that can be read.
    """
    sides = [
        sorted([key(row) for row in rows if isinstance(row, CallRecord)]) for rows in (one, other)
    ]
    first, second = [values[len(values) // 2 :] for values in sides]
    return first[0] - second[0] if first and second else 0


def _start(record: CallRecord) -> float:
    return record.started_at.timestamp()


def _id(record: CallRecord) -> float:
    return record.db_id
