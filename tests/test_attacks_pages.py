"""Answers as large as may be: they are read a part at a time, in a thread, in bounded memory."""

from collections.abc import Callable, Iterator
from hashlib import blake2b
import json
import threading
import tracemalloc
from typing import Any
from unittest.mock import Mock

from aiohttp import ClientSession, web
from aiohttp.test_utils import RawTestServer
import orjson
import pytest

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.pbx import (
    Credentials,
    Page,
    PbxClient,
    PbxResponseError,
    WireReader,
)
from custom_components.difuse.cdr.pbx.client import LARGEST_ANSWER
from custom_components.difuse.cdr.pbx.json_body import LARGEST_PART, BrokenJsonError, load_page
from custom_components.difuse.cdr.pbx.wire import MOST_ROWS
from tests.cdr.helpers import raw

MOST_MEMORY = 64 * 1024 * 1024
HONEST = 15_000


def rows(count: int, **fields: Any) -> Iterator[dict[str, Any]]:
    """Return rows of which no two are alike."""
    for number in range(1, count + 1):
        texts = {name: f"{text}{number}" for name, text in fields.items()}
        times = {"timestamp": 1706950109 + number, "call_id": f"1706950109.{number}"}
        yield raw(db_id=number, **times, **texts)


def page_of(data: object, **shape: Any) -> bytes:
    page = {"page": "1", "limit": "1", "data": data, "total_pages": 1}
    return json.dumps(page, **shape).encode()


def whole(piece: bytes) -> bytes:
    """Fill a page with a piece, over and over."""
    room = LARGEST_ANSWER - 100
    return b'{"total_pages": 1, "data": [' + piece * (room // len(piece)) + b"{}]}"


WIDE = dict.fromkeys(("source", "destination", "recording_url", "caller_id"), "😀")
MANY: dict[str, Callable[[], bytes]] = {
    "an honest list": lambda: page_of([*rows(HONEST)]),
    "texts that differ": lambda: page_of([*rows(HONEST, source="+44", caller_id="Caller ")]),
    "wide texts": lambda: page_of(
        [*rows(HONEST, **WIDE)], ensure_ascii=False, separators=(",", ":")
    ),
    "empty rows": lambda: whole(b"{},"),
    "empty lists": lambda: whole(b"[],"),
    "numbers": lambda: whole(b"0,"),
    "spaces": lambda: whole(b" "),
    "rows of brackets": lambda: whole(b'{"db_id": [[[[[[]]]]]]},'),
    "rows of nothing": lambda: page_of([{"db_id": number} for number in range(1, MOST_ROWS)]),
    "one endless text": lambda: whole(b'{"call_id": "' + b"\\u202e" * 1_000_000 + b'"},'),
}


async def read(
    body: bytes, loads: Callable[[bytes | bytearray], object], unless: bytes | None = None
) -> Page:
    """Have a client read this as an answer."""

    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    async with RawTestServer(answer) as server, ClientSession() as session:
        client = PbxClient(session, server.make_url("/"), Credentials("4001", "k"), loads=loads)
        return await client.read_page(1, 1, unless)


@pytest.mark.usefixtures("socket_enabled")
async def test_a_list_sent_as_one_page_is_read_a_part_at_a_time_beside_the_loop() -> None:
    parts: list[int] = []
    threads: set[int] = set()

    def loads(body: bytes | bytearray) -> object:
        parts.append(len(body))
        threads.add(threading.get_ident())
        return orjson.loads(body)

    page = await read(MANY["an honest list"](), loads)
    assert [row.key[0] for row in page.rows] == [*range(1, HONEST + 1)]
    assert page.total_pages == 1
    assert max(parts) <= LARGEST_PART
    assert threading.get_ident() not in threads


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("name", MANY)
async def test_a_large_answer_takes_bounded_memory(name: str) -> None:
    body = MANY[name]()
    assert len(body) <= LARGEST_ANSWER
    tracemalloc.start()
    try:
        page = await read(body, orjson.loads)
    except PbxResponseError:
        page = Page((), 0)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < MOST_MEMORY
    assert len(page.rows) in (0, HONEST, MOST_ROWS - 1)


@pytest.mark.usefixtures("socket_enabled")
async def test_a_list_that_is_as_it_was_is_not_read_again() -> None:
    """Else an idle poll of a PBX that ignores ``limit`` would compute for a third of a second."""
    body = MANY["an honest list"]()
    loads = Mock()
    page = await read(body, loads, blake2b(body, digest_size=16).digest())
    assert page.rows == ()
    assert not loads.called


def read_whole(body: bytes) -> Page:
    return WireReader().page(json.loads(body))


@pytest.mark.parametrize(
    "name",
    [
        '"A},{B" <1>',
        'A}]B {"data":[',
        "} , {" * 40,
        "},{",
        '},{"db_id":1}',
        "]}",
        '\\"},{\\"',
        "Zo\u00eb \U0001f600",
    ],
)
@pytest.mark.parametrize("ensure_ascii", [True, False])
def test_names_that_look_like_the_space_between_rows_spoil_nothing(
    name: str, *, ensure_ascii: bool
) -> None:
    data = [row | {"caller_id": name} for row in rows(4000)]
    body = page_of(data, ensure_ascii=ensure_ascii)
    assert len(body) > LARGEST_PART
    assert WireReader().page(*load_page(body, orjson.loads)) == read_whole(body)


@pytest.mark.parametrize("spaces", [{"separators": (",", ":")}, {"indent": 2}], ids=str)
def test_a_long_page_may_be_written_in_any_way(spaces: dict[str, Any]) -> None:
    body = page_of([*rows(4000)], **spaces)
    page = WireReader().page(*load_page(body, orjson.loads))
    assert page == read_whole(body)
    assert len(page.rows) == 4000


def test_a_name_cut_in_a_character_spoils_no_long_page() -> None:
    body = page_of([*rows(4000, source="Zo")]).replace(b"Zo", b"Zo\xc3")
    page = WireReader().page(*load_page(body, orjson.loads))
    sources = [row.source for row in page.rows if isinstance(row, CallRecord)]
    assert len(sources) == 4000
    assert sources[7] == "Zo\ufffd8"


def test_one_row_that_is_long_spoils_no_other() -> None:
    long = raw(db_id=2, caller_id="x" * (LARGEST_PART - 200_000))
    body = page_of([raw(), long, *rows(3000)])
    assert len(body) > LARGEST_PART
    assert WireReader().page(*load_page(body, orjson.loads)) == read_whole(body)


@pytest.mark.parametrize(
    "made",
    [
        lambda: page_of([*rows(4000)])[:-50],
        lambda: page_of([*rows(4000)]).replace(b"}, {", b"} {"),
        lambda: page_of([*rows(4000)]).replace(b'"data"', b'"rows"'),
        lambda: page_of([*rows(4000)]) + b"}",
        lambda: page_of([[*rows(4000)]]),
        lambda: page_of([{"db_id": 1, "timestamp": "9" * 2 * LARGEST_PART}]),
        lambda: b'{"note": "' + b"x" * LARGEST_PART + b'", "data": [{}], "total_pages": 1}',
    ],
    ids=["cut", "no commas", "no data", "one more", "a list in it", "a long row", "a long note"],
)
def test_what_is_no_long_page_is_refused(made: Callable[[], bytes]) -> None:
    body = made()
    assert len(body) > LARGEST_PART
    with pytest.raises(BrokenJsonError):
        WireReader().page(*load_page(body, orjson.loads))
