"""What the PBX posts: entries in whatever shape its settings make, and whether they suffice.

The vendor documents no shape (difuse-cdr-api.txt), only that the fields can be
chosen. One entry, a list, and {"data": list} are read, as JSON or as form data.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
import re
from typing import Any, Final
from urllib.parse import parse_qsl

from .. import CallRecord
from .exceptions import PbxResponseError
from .json_body import load_json
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

NEEDED_ALONE: Final = ("call_id", "source", "destination", "disposition", "end_time")
"""Where no poll will ever tell more, this is enough, with a time of the start."""

_START: Final = ("timestamp", "start_time", "date")

_JSON_BEGINS: Final = (b"{", b"[")
_STEPS: Final = re.compile(r"[^\[\]]+")
_DEEPEST: Final = 3
"""Of data[0][source]; more steps than these lead to nothing that is read."""


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
    Raises PbxResponseError when it is neither.
    """
    body = body.removeprefix(b"\xef\xbb\xbf").strip()
    if "json" in content_type.lower() or body[:1] in _JSON_BEGINS:
        try:
            return load_json(body, loads)
        except ValueError as err:
            raise PbxResponseError("The PBX pushed JSON that is cut off or broken") from err
    if b"=" not in body:
        raise PbxResponseError("The PBX pushed neither JSON nor form data")
    if content_type.lower().startswith("multipart/form-data"):
        return _nested(_parts(body, content_type))
    return _nested(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))


def _parts(body: bytes, content_type: str) -> Iterator[tuple[str, str]]:
    header = f"Content-Type: {content_type}\r\n\r\n".encode(errors="replace")
    for part in message_from_bytes(header + body).walk():
        name = part.get_param("name", header="content-disposition")
        value = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(value, bytes):
            yield name, value.decode(errors="replace")


def _nested(fields: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> object:
    """Put fields where their names say: data[0][source] into the first entry of a list."""
    tree: dict[str, Any] = {}
    for name, value in fields:
        steps = _STEPS.findall(name)[:_DEEPEST]
        node = tree
        for step in steps[:-1]:
            below = node.setdefault(step, {})
            if not isinstance(below, dict):
                below = node[step] = {}
            node = below
        if steps:
            node[steps[-1]] = value
    return _listed(tree)


def _listed(node: dict[str, Any]) -> object:
    values = {
        key: _listed(value) if isinstance(value, dict) else value for key, value in node.items()
    }
    is_list = bool(values) and all(key.isdecimal() for key in values)
    return list(values.values()) if is_list else values


def read_pushed(payload: object, reader: WireReader, *, alone: bool = False) -> Pushed:
    """Read what a request's body holds.

    With ``alone`` there is no polling, and entries are taken as they are, also
    without a db_id. Raises PbxResponseError when the body holds no entries.
    """
    records: list[CallRecord] = []
    entries = pushed_entries(payload)
    for entry in entries:
        if isinstance(entry, dict) and _suffices(entry, alone=alone):
            row = reader.row(entry)
            if alone and not isinstance(row, CallRecord):
                row = reader.row_without_id(entry)
            if isinstance(row, CallRecord):
                records.append(row)
    return Pushed(tuple(records), len(entries) - len(records))


def pushed_entries(payload: object) -> list[object]:
    """Give the entries, whatever they are wrapped in.

    Raises PbxResponseError where there is nothing that could be one.
    """
    if isinstance(payload, dict) and isinstance(payload.get("data"), list | dict):
        payload = payload["data"]
    if isinstance(payload, dict):
        return [payload]
    if isinstance(payload, list):
        return payload
    raise PbxResponseError("The PBX pushed something that holds no call records")


def _suffices(entry: Mapping[str, object], *, alone: bool) -> bool:
    if alone:
        return all(entry.get(field) is not None for field in NEEDED_ALONE) and any(
            entry.get(field) for field in _START
        )
    return all(field in entry for field in NEEDED)
