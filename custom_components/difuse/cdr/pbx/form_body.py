"""Form data as a PBX pushes it: either kind, with names like data[0][source] that nest.

The parts of a form are looked at one by one: none of them is a form itself, however it calls
itself, and so a body can't nest them beyond measure.
"""

from collections.abc import Iterable, Iterator
from email.parser import BytesHeaderParser
import re
from typing import Any, Final
from urllib.parse import parse_qsl

MOST_FIELDS: Final = 100_000
"""Those of 6,000 rows; the PBX pushes what came within a minute."""

_MULTIPART: Final = "multipart/form-data"
_HEADERS: Final = BytesHeaderParser()
_STEPS: Final = re.compile(r"[^\[\]]+")
_DEEPEST: Final = 3
"""Of data[0][source]; more steps than these lead to nothing that is read."""


class BrokenFormError(ValueError):
    """This can't be read as form data."""


def load_form(body: bytes, content_type: str) -> object:
    """Parse form data; digits as names make a list. Raise BrokenFormError."""
    try:
        if content_type.lower().startswith(_MULTIPART):
            return _nested(_parts(body, content_type))
        text = body.decode(errors="replace")
        return _nested(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except (ValueError, LookupError) as err:
        raise BrokenFormError("no form, or more fields than any has") from err


def _parts(body: bytes, content_type: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of each part that has a name. Raise ValueError, LookupError."""
    header = _HEADERS.parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode(errors="replace"))
    boundary = (header.get_boundary() or "").encode(errors="replace")
    parts = re.split(rb"(?:^|\n)--" + re.escape(boundary), body)[1:]
    if not boundary or not parts or len(parts) > MOST_FIELDS:
        raise BrokenFormError
    for part in parts:
        _, _, field = part.removesuffix(b"\r").partition(b"\n")
        one = _HEADERS.parsebytes(field)
        name = one.get_param("name", header="content-disposition")
        value = one.get_payload(decode=True)
        if isinstance(name, str) and isinstance(value, bytes):
            yield name, value.decode(errors="replace")


def _nested(fields: Iterable[tuple[str, str]]) -> object:
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
    if not tree:
        raise BrokenFormError("no field that has a name")
    return _listed(tree)


def _listed(node: dict[str, Any]) -> object:
    values = {
        key: _listed(value) if isinstance(value, dict) else value for key, value in node.items()
    }
    is_list = bool(values) and all(key.isdecimal() for key in values)
    return list(values.values()) if is_list else values
