"""Whatever bytes a PBX sends: the library's own errors, in bounded time and memory."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
import json
import time
import tracemalloc
from zoneinfo import ZoneInfo

from aiohttp import ClientSession, web
from homeassistant.util.json import json_loads
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest
import pytest_socket
from yarl import URL

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.pbx import (
    Credentials,
    Page,
    PbxClient,
    PbxError,
    WireReader,
    hash_secret,
    read_pushed,
)
from custom_components.difuse.cdr.views import sizes
from tests.cdr.archives import Kept

from .answers import BODIES, ODDITIES, PAGES, ROWS, VALUES

LONGEST = 30  # seconds of computing: only what never ends takes so long
"""Seconds that no answer may take, on a machine that is busy with other tests."""

MOST_MEMORY = 64 * 1024 * 1024
"""The server that sends it is in this process as well; an answer has 8 MiB at most."""

FUZZ = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
PARSERS = pytest.mark.parametrize("loads", [json.loads, json_loads], ids=["json", "orjson"])


@FUZZ
@given(raw=VALUES | ROWS)
def test_a_row_of_anything_is_read_or_unreadable(raw: object) -> None:
    row = WireReader(ZoneInfo("Asia/Dubai")).row(raw)
    assert row.key[0] >= 0
    if isinstance(row, CallRecord):
        assert row.started_at <= row.ended_at
        assert row.answered_at is None or row.started_at <= row.answered_at <= row.ended_at
        texts = (row.call_id, row.caller_name, row.caller_number, row.source, row.destination)
        assert all(len(text) <= 255 for text in texts)
        assert "".join(texts).encode()


@FUZZ
@given(answer=PAGES | VALUES)
def test_a_page_of_anything_can_be_kept_and_told(answer: object) -> None:
    try:
        page = WireReader().page(answer)
    except PbxError:
        return
    kept = Kept()
    kept.take(page.rows)
    kept.take(page.rows)
    assert kept.ask(sizes)["rows"] == len({row.key for row in page.rows})
    kept.at += 10
    for call in kept.announced():
        json.dumps(call.as_dict(), allow_nan=False)


@FUZZ
@given(entries=st.lists(VALUES | ROWS, max_size=6))
def test_pushed_entries_of_anything_are_read_or_counted(entries: list[object]) -> None:
    pushed = read_pushed(entries, WireReader(), is_push_only=True)
    assert len(pushed.records) + pushed.incomplete == len(entries)


class Answers:
    """A server that answers everything with one body, and a client that asks it."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self.runner = runner
        self.body = b""

    async def open(self) -> None:
        self._server = web.ServerRunner(web.Server(self._answer, access_log=None))
        await self._server.setup()
        await web.TCPSite(self._server, "127.0.0.1", 0).start()
        self._session = ClientSession()

    async def close(self) -> None:
        await self._session.close()
        await self._server.cleanup()

    async def _answer(self, _: web.BaseRequest) -> web.Response:
        return web.Response(body=self.body, content_type="application/json")

    def read(self, body: bytes, loads: object) -> Page:
        """Read this body as an answer. Raise what the client raises."""
        self.body = body
        client = PbxClient(
            self._session,
            URL(f"http://127.0.0.1:{self._server.addresses[0][1]}"),
            Credentials("4001", hash_secret("secret")),
            loads=loads,  # type: ignore[arg-type]
        )
        return self.runner.run(client.read_page(1, 100))


@pytest.fixture
def answers() -> Iterator[Answers]:
    pytest_socket.enable_socket()
    with asyncio.Runner() as runner:
        answers = Answers(runner)
        runner.run(answers.open())
        yield answers
        runner.run(answers.close())


@PARSERS
@FUZZ
@given(body=BODIES)
def test_an_answer_of_anything_is_a_page_or_an_error_of_ours(
    answers: Answers, loads: object, body: bytes
) -> None:
    with suppress(PbxError):
        assert isinstance(answers.read(body, loads), Page)


@PARSERS
@pytest.mark.parametrize("name", ODDITIES)
def test_an_odd_answer_takes_bounded_time_and_memory(
    answers: Answers, loads: object, name: str
) -> None:
    begin = time.process_time()
    with suppress(PbxError):
        assert isinstance(answers.read(ODDITIES[name], loads), Page)
    assert time.process_time() - begin < LONGEST
    tracemalloc.start()
    with suppress(PbxError):
        answers.read(ODDITIES[name], loads)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < MOST_MEMORY
