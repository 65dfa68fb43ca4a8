"""What the PBX posts: entries in whatever shape its settings make, and whether they suffice.

The vendor documents no shape (``docs/vendor.md``), only that the fields can be
chosen. One entry, a list, and {"data": list} are read, as JSON or as form data.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from .. import CallRecord
from .exceptions import PbxResponseError
from .form_body import BrokenFormError, load_form
from .json_body import BrokenJsonError, load_json
from .wire import WireReader

NEEDED: Final = (
    "call_id",
    "caller_id",
    "source",
    "destination",
    "initial_destination",
    "computed_destination",
    "disposition",
    "timestamp",
    "start_time",
    "answer_time",
    "end_time",
)
"""Without one of these, a call could come out otherwise than by a poll."""

NEEDED_WITHOUT_POLLS: Final = ("call_id", "source", "destination", "disposition", "end_time")
"""Where no poll will ever tell more, this is enough, with a time of the start."""

_START: Final = ("timestamp", "start_time", "date")

_OPENING: Final = (b"{", b"[")

MOST_ENTRIES: Final = 20_000
"""The PBX pushes what came within a minute; each entry takes many times its text in memory."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """The entries of one request: those that are complete, and how many are not."""

    records: tuple[CallRecord, ...]
    incomplete: int


def parse_body(
    body: bytes, content_type: str, loads: Callable[[bytes | bytearray], object]
) -> object:
    """Parse a request's body: JSON, or form data in which names like data[0][source] nest.

    Senders often label JSON as a form, so its first character counts as well.
    Raise PbxResponseError when it is neither.
    """
    body = body.removeprefix(b"\xef\xbb\xbf").strip()
    if "json" in content_type.lower() or body[:1] in _OPENING:
        if sum(map(body.count, _OPENING)) > MOST_ENTRIES:
            raise PbxResponseError("The PBX pushed more entries at once than it can have had")
        try:
            return load_json(body, loads)
        except BrokenJsonError as err:
            raise PbxResponseError("The PBX pushed JSON that is cut off or broken") from err
    if b"=" not in body:
        raise PbxResponseError("The PBX pushed neither JSON nor form data")
    try:
        return load_form(body, content_type)
    except BrokenFormError as err:
        raise PbxResponseError("The PBX pushed form data that is broken") from err


def read_pushed(payload: object, reader: WireReader, *, is_push_only: bool = False) -> Pushed:
    """Read what a request's body holds.

    With ``is_push_only`` there is no polling, and entries are taken as they are, also
    without a db_id. Raise PbxResponseError when the body holds no entries.
    """
    records: list[CallRecord] = []
    entries = pushed_entries(payload)
    for entry in entries:
        if isinstance(entry, dict) and _suffices(entry, is_push_only=is_push_only):
            row = reader.row(entry)
            if is_push_only and not isinstance(row, CallRecord):
                row = reader.row_without_id(entry)
            if isinstance(row, CallRecord):
                records.append(row)
    return Pushed(tuple(records), len(entries) - len(records))


def pushed_entries(payload: object) -> list[object]:
    """Return the entries, whatever they are wrapped in.

    Raise PbxResponseError where there is nothing that could be one.
    """
    if isinstance(payload, dict) and isinstance(payload.get("data"), list | dict):
        payload = payload["data"]
    if isinstance(payload, dict):
        return [payload]
    if isinstance(payload, list):
        return payload
    raise PbxResponseError("The PBX pushed something that holds no call records")


def _suffices(entry: Mapping[str, object], *, is_push_only: bool) -> bool:
    if is_push_only:
        return all(entry.get(field) is not None for field in NEEDED_WITHOUT_POLLS) and any(
            entry.get(field) for field in _START
        )
    return all(field in entry for field in NEEDED)
