"""A small client of Home Assistant's websocket API."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import itertools
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType


class CommandError(Exception):
    """Home Assistant refused a command."""


class ConnectionLostError(Exception):
    """Home Assistant closed the connection."""


type Events = asyncio.Queue[Any]


class HassWebSocket:
    """A connection that is logged in."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        """Take over a connection; use connect() to get one."""
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._events: dict[int, Events] = {}
        self._reader = asyncio.create_task(self._read())

    async def call(self, command: str, **fields: Any) -> Any:
        """Send a command and return its result."""
        return await self._send(next(self._ids), command, fields)

    async def subscribe(self, command: str, **fields: Any) -> Events:
        """Send a command which subscribes, and return the queue that its events arrive in."""
        command_id = next(self._ids)
        events: Events = asyncio.Queue()
        self._events[command_id] = events
        await self._send(command_id, command, fields)
        return events

    async def close(self) -> None:
        """Hang up."""
        await self._socket.close()
        await self._reader

    async def _send(self, command_id: int, command: str, fields: dict[str, Any]) -> Any:
        if self._reader.done():
            raise ConnectionLostError
        answer = asyncio.get_running_loop().create_future()
        self._answers[command_id] = answer
        await self._socket.send_json({"id": command_id, "type": command, **fields})
        return await answer

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is WSMsgType.TEXT:
                received = message.json()
                # Home Assistant may send several messages at once, as a list.
                for item in received if isinstance(received, list) else [received]:
                    self._sort(item)
        for answer in self._answers.values():
            answer.set_exception(ConnectionLostError())
        self._answers.clear()

    def _sort(self, message: dict[str, Any]) -> None:
        if message["type"] == "event":
            self._events[message["id"]].put_nowait(message["event"])
            return
        answer = self._answers.pop(message["id"], None)
        if answer is None or answer.done():
            return
        if message.get("success", True):
            answer.set_result(message.get("result"))
        else:
            error = message["error"]
            answer.set_exception(CommandError(f"{error['code']}: {error['message']}"))


@asynccontextmanager
async def connect(session: ClientSession, url: str, token: str) -> AsyncIterator[HassWebSocket]:
    """Connect to the websocket API at this address and log in."""
    async with session.ws_connect(f"{url}/api/websocket", max_msg_size=0) as socket:
        await socket.receive_json()
        await socket.send_json({"type": "auth", "access_token": token})
        answer = await socket.receive_json()
        if answer["type"] != "auth_ok":
            raise CommandError(answer.get("message", answer["type"]))
        client = HassWebSocket(socket)
        try:
            yield client
        finally:
            await client.close()
