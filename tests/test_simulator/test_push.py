"""The job that sends new entries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
import json
from typing import Any

from aiohttp import web
import pytest

from tests.simulator import Encoding, Numbers, PushJob, PushSettings, Shape, SimulatedPbx

from .conftest import until


@dataclass(slots=True)
class Receiver:
    """An API of the user's that remembers what it was sent."""

    url: str = ""
    status: int = 200
    seen: list[tuple[str, dict[str, list[str]], Any]] = field(default_factory=list)

    async def take(self, request: web.BaseRequest) -> web.Response:
        """Answer with the status that is set."""
        headers = {
            key.lower(): request.headers.getall(key)
            for key in ("x-api-key", "Authorization")
            if key in request.headers
        }
        as_json = request.content_type == "application/json"
        body = await request.json() if as_json else dict(await request.post())
        self.seen.append((request.method, headers, body))
        return web.Response(status=self.status)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Provide a receiver on a loopback socket."""
    receiver = Receiver()
    runner = web.ServerRunner(web.Server(receiver.take), shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/webhook/x"
    yield receiver
    await runner.cleanup()


async def test_only_entries_after_the_last_one_sent(receiver: Receiver) -> None:
    pbx = SimulatedPbx()
    pbx.row()
    job = PushJob(pbx, PushSettings(url=receiver.url))
    assert await job.push_now() == []
    rows = [pbx.row(), pbx.row()]
    results = await job.push_now()
    assert [(result.ids, result.status) for result in results] == [((2,), 200), ((3,), 200)]
    assert [seen[2] for seen in receiver.seen] == [row.data for row in rows]
    assert await job.push_now() == []
    first = PushJob(pbx, PushSettings(url=receiver.url, from_first_row=True))
    assert len(await first.push_now()) == 3


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_methods_and_credentials(receiver: Receiver, method: str) -> None:
    pbx = SimulatedPbx()
    settings = PushSettings(
        url=receiver.url,
        method=method,
        api_key="k",
        bearer="b",
        username="u",
        password="p",
        fields=("source", "db_id"),
    )
    job = PushJob(pbx, settings)
    pbx.row(source="1")
    await job.push_now()
    headers = {"x-api-key": ["k"], "authorization": ["Bearer b", "Basic dTpw"]}
    assert receiver.seen == [(method, headers, {"source": "1", "db_id": 1})]


@pytest.mark.parametrize(
    ("shape", "encoding", "numbers", "bodies"),
    [
        (Shape.ONE, Encoding.JSON, Numbers.STRINGS, [{"db_id": "1", "timestamp": "5"}] * 2),
        (Shape.LIST, Encoding.JSON, Numbers.NUMBERS, [[{"db_id": 1, "timestamp": 5}] * 2]),
        (
            Shape.DATA,
            Encoding.JSON,
            Numbers.AS_PULLED,
            [{"data": [{"db_id": 1, "timestamp": "5"}] * 2}],
        ),
        (Shape.ONE, Encoding.FORM, Numbers.AS_PULLED, [{"db_id": "1", "timestamp": "5"}] * 2),
        (
            Shape.LIST,
            Encoding.FORM,
            Numbers.AS_PULLED,
            [
                {
                    f"{at}[{key}]": text
                    for at in (0, 1)
                    for key, text in (("db_id", "1"), ("timestamp", "5"))
                }
            ],
        ),
        (
            Shape.DATA,
            Encoding.FORM,
            Numbers.AS_PULLED,
            [
                {
                    f"data[{at}][{key}]": text
                    for at in (0, 1)
                    for key, text in (("db_id", "1"), ("timestamp", "5"))
                }
            ],
        ),
    ],
)
async def test_shapes(
    receiver: Receiver, shape: Shape, encoding: Encoding, numbers: Numbers, bodies: list[Any]
) -> None:
    pbx = SimulatedPbx()
    settings = PushSettings(
        url=receiver.url,
        fields=("db_id", "timestamp"),
        shape=shape,
        encoding=encoding,
        numbers=numbers,
    )
    job = PushJob(pbx, settings)
    pbx.row(start=5, db_id=1)
    pbx.row(start=5, db_id=1)
    await job.push_now()
    assert json.dumps([seen[2] for seen in receiver.seen]) == json.dumps(bodies)


@pytest.mark.parametrize(("retry", "again"), [(True, [1, 1, 2]), (False, [1, 2])])
async def test_errors(receiver: Receiver, retry: bool, again: list[int]) -> None:
    pbx = SimulatedPbx()
    job = PushJob(pbx, PushSettings(url=receiver.url, retry=retry))
    pbx.row()
    pbx.row()
    receiver.status = 503
    assert not (await job.push_now())[0].good
    receiver.status = 200
    await job.push_now()
    assert [seen[2]["db_id"] for seen in receiver.seen] == again


async def test_nobody_listens() -> None:
    pbx = SimulatedPbx()
    job = PushJob(pbx, PushSettings(url="http://127.0.0.1:9/"))
    pbx.row()
    (result,) = await job.push_now()
    assert result.status is None
    assert not result.good
    assert len(job.waiting) == 1


async def test_the_job_runs_by_itself(receiver: Receiver) -> None:
    pbx = SimulatedPbx()
    job = PushJob(pbx, PushSettings(url=receiver.url, interval=0.02))
    task = asyncio.ensure_future(job.run())
    pbx.row()
    await until(lambda: receiver.seen)
    task.cancel()
