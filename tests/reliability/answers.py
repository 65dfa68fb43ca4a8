"""Answers that a PBX would never send, until it does."""

import json
from typing import Final

from hypothesis import strategies as st

from custom_components.difuse.cdr.pbx.client import LARGEST_ANSWER
from tests.simulator import FIELDS

_TELLING: Final = (
    "1706950109",
    1706950109,
    "2024-02-03 08:48:29",
    "2024-02-03T08:48:29+23:59",
    "9999-12-31 23:59:59",
    "0000-00-00 00:00:00",
    "1970-01-01 00:00:00",
    "ANSWERED",
    "8",
    '"Ann" <4001>',
    '"\\',
    "\ud800",
    "4001",
    "9" * 5000,
    1e308,
    float("nan"),
    float("inf"),
    -1,
    2**63,
    10**400,
)
_SCALARS: Final = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=40)
    | st.sampled_from(_TELLING)
)
VALUES: Final = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
ROWS: Final = st.fixed_dictionaries(
    {
        "db_id": st.integers(0, 20) | VALUES,
        "call_id": st.sampled_from(("a", "b", "c")) | VALUES,
        "timestamp": st.integers(1706950000, 1706990000) | VALUES,
    },
    optional={field: VALUES for field in FIELDS if field not in ("db_id", "call_id", "timestamp")},
)
PAGES: Final = st.fixed_dictionaries(
    {"data": st.lists(ROWS | VALUES, max_size=6) | VALUES, "total_pages": st.integers() | VALUES},
    optional={"page": VALUES, "limit": VALUES},
)


def _encoded(page: object) -> bytes:
    return json.dumps(page).encode()


def _spoilt(spoilt: tuple[object, bytes, int]) -> bytes:
    """Put bytes in somewhere."""
    page, odd, place = spoilt
    body = _encoded(page)
    return body[:place] + odd + body[place:]


BODIES: Final = st.one_of(
    st.binary(max_size=300),
    PAGES.map(_encoded),
    PAGES.map(lambda page: json.dumps(page, ensure_ascii=False).encode(errors="surrogatepass")),
    PAGES.map(lambda page: _encoded(page).decode().encode("utf-16")),
    st.tuples(PAGES, st.binary(max_size=4), st.integers(0, 400)).map(_spoilt),
    st.tuples(PAGES, st.integers(0, 400)).map(lambda cut: _encoded(cut[0])[: cut[1]]),
)


def _full(piece: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """Fill a body up to the cap."""
    room = LARGEST_ANSWER - len(before) - len(after)
    return before + piece * (room // len(piece)) + after


_OPEN: Final = b'{"total_pages": 1, "data": ['
ODDITIES: Final[dict[str, bytes]] = {
    "deep lists": b"[" * 200_000,
    "deep objects": b'{"data":' * 200_000,
    "deep rows": _OPEN + b"[" * 900 + b"]" * 900 + b"]}",
    "a deep field": _OPEN + b'{"db_id": ' + b"[" * 900 + b"]" * 900 + b"}]}",
    "a huge number": _OPEN + b'{"db_id": ' + b"9" * 1_000_000 + b"}]}",
    "a huge exponent": b'{"data": [], "total_pages": 1e999999999}',
    "numbers that aren't": b'{"data": [{"db_id": NaN, "timestamp": Infinity}], "total_pages": 1}',
    "the same key twice": b'{"data": [1], "data": [], "total_pages": 1, "total_pages": "x"}',
    "a field twice": _OPEN + b'{"db_id": 1, "db_id": "x", "timestamp": 1706950109}]}',
    "broken text": _OPEN + b'{"db_id": 1, "timestamp": 1706950109, "caller_id": "\xff\xc3"}]}',
    "half a pair": _OPEN + b'{"db_id": 1, "timestamp": 1706950109, "call_id": "\\ud800"}]}',
    "a null byte": b'\x00{"data": [], "total_pages": 1}',
    "a byte order mark": b'\xef\xbb\xbf{"data": [], "total_pages": 1}',
    "as many rows as fit": _full(b"{},", _OPEN, b"{}]}"),
    "as many lists as fit": _full(b"[],", _OPEN, b"[]]}"),
    "one text as long as fits": _full(b"\\u0000", _OPEN + b'{"db_id": "', b'"}]}'),
    "a caller as long as fits": _full(
        b'\\"\\\\', _OPEN + b'{"db_id": 1, "timestamp": 1706950109, "caller_id": "', b'"}]}'
    ),
    "an hour as long as fits": _full(
        b"0", _OPEN + b'{"db_id": 1, "timestamp": "', b'", "start_time": "2024-02-03"}]}'
    ),
    "more than fits": _full(b" " * 1024, after=b" " * 2048),
}
