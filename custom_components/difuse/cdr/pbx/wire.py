"""From what the PBX sends to call records: the only place that knows what its fields mean.

The fields and their types are those of the vendor's sample (``docs/vendor.md``);
the quirks are Asterisk's. A row is used as far as it makes sense.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
import hashlib
from itertools import chain
import re
from typing import Final

from .. import CallRecord, Disposition, Row, UnreadableRow
from .clock import PbxClock, read_epoch, read_wall_time
from .exceptions import PbxProblem, PbxResponseError
from .ladder import kind_of
from .texts import read_text

DISPOSITIONS: Final[Mapping[str, Disposition]] = {
    **{disposition.replace("_", ""): disposition for disposition in Disposition},
    "cancelled": Disposition.CANCEL,
    "canceled": Disposition.CANCEL,
    # The numbers are ast_cdr_disposition of Asterisk's include/asterisk/cdr.h.
    "0": Disposition.NO_ANSWER,
    "1": Disposition.NO_ANSWER,
    "2": Disposition.FAILED,
    "4": Disposition.BUSY,
    "8": Disposition.ANSWERED,
    "16": Disposition.CONGESTION,
    "32": Disposition.CANCEL,
}

_TEXTS: Final = (
    "call_id",
    "caller_id",
    "source",
    "destination_context",
    "destination",
    "initial_destination",
    "computed_destination",
    "recording_url",
)

IDENTIFYING: Final = (
    "call_id",
    "timestamp",
    "start_time",
    "source",
    "destination",
    "computed_destination",
    "disposition",
    "answer_time",
    "end_time",
)
"""What tells a row from another where the PBX sends no db_id; the last four, legs of one call."""

NOBODY: Final = frozenset(
    {"", "anonymous", "unknown", "<unknown>", "restricted", "unavailable", "asterisk", "s"}
)
"""What stands where a withheld number would (``docs/vendor.md``)."""

_CALLER_ID: Final = re.compile(
    r'(?:"(?P<quoted>(?:[^"\\]|\\.)*)"\s*|(?P<bare>[^"<]*))(?:<(?P<number>[^<>]*)>?)?', re.DOTALL
)
_BARE_NUMBER: Final = re.compile(r"\+?[0-9]+")
_WHOLE_IN_QUOTES: Final = re.compile(r"(?P<name>.*\S)\s*<(?P<number>[^<>]+)>$", re.DOTALL)
_ESCAPED: Final = re.compile(r'\\+("?)')
_SHORT: Final = 200
MOST_ROWS: Final = 20_000
"""Real rows of this number are cut off by the size of the answer; each takes time and memory."""
_LARGEST_COUNT: Final = 2**63 - 1
"""What a database counts with; more than that can't be stored as JSON either."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, in the PBX's order, and when it was sent, by the PBX's clock.

    ``total_pages`` counts pages of the size that the PBX really uses. ``digest`` tells this
    answer from others.
    """

    rows: tuple[Row, ...]
    total_pages: int
    sent_at: datetime | None = None
    digest: bytes = b""


class WireReader:
    """Reads pages and rows of one PBX; ``zone`` is a guess at its time zone."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        """Start with a clock of our own for the PBX's strings."""
        self._clock = PbxClock(zone)
        self._dispositions: dict[str, Disposition] = {}

    def page(self, answer: object, more: Iterable[list[object]] = ()) -> Page:
        """Read an answer of ``/pbx/cdr/data``; ``more`` are rows that follow those in it.

        Raise PbxResponseError when it isn't a page of records.
        """
        if not isinstance(answer, dict):
            what, problem = kind_of(answer)
            raise PbxResponseError(f"The PBX sent {what} instead of a page of records", problem)
        data = answer.get("data")
        if data is None and "data" in answer:
            data = []  # an empty list is null where the PBX's language has it so
        if not isinstance(data, list):
            raise PbxResponseError(
                "The PBX sent an object without a list of records", PbxProblem.NO_LIST
            )
        total_pages = read_count(answer.get("total_pages"))
        if total_pages is None:
            raise PbxResponseError(
                "The PBX sent a page of records without its number of pages", PbxProblem.NO_PAGES
            )
        rows: list[Row] = []
        for part in chain([data], more):
            if len(rows) + len(part) > MOST_ROWS:
                raise PbxResponseError(
                    "The PBX sent more records at once than any page has", PbxProblem.TOO_MANY
                )
            rows += [self.row(raw) for raw in part]
        return Page(tuple(rows), total_pages)

    def row(self, raw: object) -> Row:
        """Read one row; what no call can be made of comes back as UnreadableRow."""
        if not isinstance(raw, dict):
            return _unreadable(raw, f"{kind_of(raw)[0]} instead of a row")
        db_id = read_count(raw.get("db_id"))
        if not db_id:
            return _unreadable(raw, "a row without its db_id")
        return self._record(raw, db_id)

    def row_without_id(self, raw: Mapping[str, object]) -> Row:
        """Read a row that was pushed without its db_id: what it says makes it that row."""
        said = "|".join(read_text(raw.get(field)) for field in IDENTIFYING)
        digest = hashlib.sha256(said.encode(errors="replace")).hexdigest()
        return self._record(raw, -1 - int(digest[:15], 16))

    def _record(self, raw: Mapping[str, object], db_id: int) -> Row:
        clock = self._clock
        wall = read_wall_time(raw.get("start_time")) or read_wall_time(raw.get("date"))
        start, offset = clock.start_and_offset(read_epoch(raw.get("timestamp")), wall)
        if start is None:
            return _unreadable(raw, "a row without a time")
        answered = clock.moment(read_wall_time(raw.get("answer_time")), start, offset)
        end = clock.moment(read_wall_time(raw.get("end_time")), start, offset) or answered or start
        if answered is not None and answered > end:
            answered = end
        call_id, caller_id, source, context, destination, initial, computed, recording = [
            text
            if type(text) is str and len(text) < _SHORT and text.isprintable()
            else read_text(text)
            for text in [raw.get(name) for name in _TEXTS]
        ]
        name, number = read_caller(caller_id, source)
        return CallRecord(
            db_id,
            call_id or f"row-{db_id}",
            name,
            number,
            source,
            context,
            destination,
            initial or destination,
            computed,
            self._disposition(raw.get("disposition")),
            start,
            answered,
            end,
            recording,
        )

    def _disposition(self, value: object) -> Disposition:
        text = read_text(value)
        known = self._dispositions.get(text)
        if known is None:
            plain = re.sub(r"[\s_-]", "", text).lower()
            known = DISPOSITIONS.get(plain, Disposition.UNKNOWN)
            if len(self._dispositions) < len(DISPOSITIONS) * 4:
                self._dispositions[text] = known
        return known


def read_count(value: object) -> int | None:
    """Read a whole number that may come as a string; None if it isn't one that counts."""
    if type(value) is int:
        return value if 0 <= value <= _LARGEST_COUNT else None
    if not isinstance(value, str | float):
        return None
    try:
        number = int(value)
    except ValueError, OverflowError:
        return None
    is_whole = isinstance(value, str) or number == value
    return number if is_whole and 0 <= number <= _LARGEST_COUNT else None


@lru_cache(maxsize=1024)
def read_caller(caller_id: str, source: str) -> tuple[str, str]:
    """Read the caller's name and number out of ``"Name" <number>``.

    The field is cut after 79 bytes, so the number, which ``source`` repeats, may
    be gone (seen in a recording, rows 1, 175, 179).
    """
    name, number = "", ""
    caller_id = caller_id.strip()
    if (match := _CALLER_ID.fullmatch(caller_id)) is not None:
        quoted, bare, shown = match["quoted"], match["bare"], match["number"]
        name, number = bare.strip() if quoted is None else quoted, shown or ""
        if shown is None and quoted is None and _BARE_NUMBER.fullmatch(name):
            name, number = "", name
        elif shown is None and (whole := _WHOLE_IN_QUOTES.match(name)) is not None:
            name, number = whole["name"], whole["number"]
    else:
        name = caller_id.lstrip('" ').rstrip("\\\ufffd")
    if "\\" in name:
        name = _ESCAPED.sub(_unescaped, name)
    if source.lower() not in NOBODY:
        number = source
    elif number.lower() in NOBODY:
        number = ""
    if name.lower() in NOBODY and name.lower() != "anonymous":
        name = ""
    return name, number


def _unescaped(match: re.Match[str]) -> str:
    # Asterisk escapes once for each time the name passed through it, so the
    # depth isn't known; nobody's name has two backslashes in a row.
    return '"' if match[1] == '"' else "\\"


def _unreadable(raw: object, reason: str) -> UnreadableRow:
    try:
        content = repr(raw)
    except RecursionError, ValueError:
        content = reason
    digest = hashlib.sha256(content.encode(errors="replace")).hexdigest()
    return UnreadableRow((0, f"!{digest[:16]}"), reason)
