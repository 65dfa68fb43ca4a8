"""The lines of vCards 2.1, 3.0 and 4.0, taken apart; what they mean is said in ``vcard``.

The library that Home Assistant's calendars use for this (``vobject``) needs years for a line of
120 characters with 30 commas, gives a file up for one bad line, and logs what it can't read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from quopri import decodestring
import re
from typing import Final

_LINE: Final = re.compile(
    r'(?:[\w-]++\.)?(?P<name>[\w-]++)(?P<params>(?:;(?:[^:"]|"[^"]*+")*+)?):(?P<value>.*)',
    re.DOTALL,
)
_QUOTED_PRINTABLE: Final = re.compile(r"[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE", re.IGNORECASE)
_LONGEST_PARAMS: Final = 1000
_CHARSET: Final = re.compile(r';CHARSET="?([\w.:-]+)', re.IGNORECASE)
_PHYSICAL: Final = re.compile(r"([^\r\n]*+)(?:\r\n?|\n|\Z)")
_TOKEN: Final = re.compile(r"\\[\\;,:nN]|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name in capitals, and what stands behind the colon, decoded."""

    name: str
    value: str

    def texts(self, separator: str) -> list[str]:
        """Return the texts between separators, without escapes and with simple spaces."""
        texts = [""]
        for token in _TOKEN.findall(self.value):
            if token == separator:
                texts.append("")
            elif len(token) > 1:
                texts[-1] += " " if token in (r"\n", r"\N") else token[1]
            else:
                texts[-1] += token
        return [" ".join(text.split()) for text in texts]


def decoded(data: bytes) -> str:
    """Return a file's text in the first of the encodings that it can be in."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def logical_lines(text: str) -> Iterator[str]:
    """Yield lines; one that was folded, or goes on after a =, comes as one."""
    parts: list[str] = []
    goes_on = False
    # All lines of a large file together take many times its size.
    for found in _PHYSICAL.finditer(text):
        line = found[1]
        if goes_on:
            parts.append(line)
        elif line.startswith((" ", "\t")):
            parts.append(line[1:])
        else:
            yield "".join(parts)
            parts = [line]
        begin = parts[0][:_LONGEST_PARAMS]
        goes_on = line.endswith("=") and _QUOTED_PRINTABLE.match(begin) is not None
        if goes_on:
            parts[-1] = parts[-1][:-1]
    yield "".join(parts)


def read_line(line: str) -> Line | None:
    """Take a line apart; None if it isn't one."""
    match = _LINE.match(line)
    if not match:
        return None
    value = match["value"]
    if _QUOTED_PRINTABLE.match(line):
        charset = _CHARSET.search(match["params"])
        value = _unquoted(value, charset[1] if charset else "utf-8")
    return Line(match["name"].upper(), value)


def _unquoted(value: str, charset: str) -> str:
    data = decodestring(value.encode())
    try:
        return data.decode(charset, errors="replace")
    except LookupError, ValueError:
        return data.decode(errors="replace")
