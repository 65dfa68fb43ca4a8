"""JSON as a PBX writes it, whether it answers or pushes: not always quite JSON.

A parser needs many times a text's size, and nothing else in this process runs while it works. So
a long page is parsed a part at a time, cut where one row ends and the next begins. No text of a
caller's looks like that: a quotation mark in it would come after a backslash.
"""

from collections.abc import Callable, Iterator
import json
import re
from typing import Final

LARGEST_PART: Final = 1024 * 1024
"""Bytes that are parsed at once at most: 30 ms, if they are brackets only."""

_PART: Final = LARGEST_PART // 8
"""How long a part is at least, but for the last; it ends with the row that is under way."""

_AROUND: Final = 64 * 1024
"""So near to its ends is all of a page that isn't rows."""

_BEGIN: Final = re.compile(rb'"data"\s*:\s*\[')
_END: Final = re.compile(rb"\}\s*\]")
_BETWEEN: Final = re.compile(rb'\}\s*,\s*(?=\{\s*"[^"\\]{0,99}"\s*:)')

type Loads = Callable[[bytes | bytearray], object]


class BrokenJsonError(ValueError):
    """This can't be read as JSON."""


def load_json(body: bytes | bytearray, loads: Loads) -> object:
    """Parse a body; a spoilt text in it must not hide the rows beside it.

    Asterisk cuts names in the middle of a character. Raise BrokenJsonError.
    """
    try:
        return loads(body)
    except ValueError, RecursionError:
        return _load_spoilt(body)


def _load_spoilt(body: bytes | bytearray) -> object:
    try:
        return json.loads(body.decode(errors="replace"), strict=False)
    except (ValueError, RecursionError) as err:
        raise BrokenJsonError("no JSON, or too many brackets within each other") from err


def load_page(body: bytes | bytearray, loads: Loads) -> tuple[object, Iterator[list[object]]]:
    """Return a page of records, and the rows that are left out of a long one, part by part.

    Raise BrokenJsonError; reading the parts does so as well.
    """
    if len(body) <= LARGEST_PART:
        return load_json(body, loads), iter(())
    begin = _BEGIN.search(body, 0, _AROUND)
    ends = [match.end() - 1 for match in _END.finditer(body, len(body) - _AROUND)]
    if begin is None or not ends:
        raise BrokenJsonError("no list of records")
    page = load_json(body[: begin.end()] + body[ends[-1] :], loads)
    return page, _load_rows(body, begin.end(), ends[-1], loads)


def _load_rows(body: bytes | bytearray, at: int, end: int, loads: Loads) -> Iterator[list[object]]:
    while at < end:
        between = _BETWEEN.search(body, at + _PART, end)
        stop, after = (between.start() + 1, between.end()) if between else (end, end)
        rows = None
        if stop - at <= LARGEST_PART:
            rows = load_json(b"".join((b"[", body[at:stop], b"]")), loads)
        if not isinstance(rows, list):
            raise BrokenJsonError("a longer row than any PBX has")
        yield rows
        at = after
