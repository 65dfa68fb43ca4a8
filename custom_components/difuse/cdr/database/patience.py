"""Patience with a server: one that says nothing for too long counts as away."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
import os
import socket
from time import monotonic
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event

LONGEST_WORK_SECONDS: Final = 40
"""The server itself gives up a statement before."""

_CONNECTIONS: Final[WeakKeyDictionary[Engine, Any]] = WeakKeyDictionary()
"""The latest connection of each engine, of which it has one at a time."""


def watch(engine: Engine) -> None:
    """Note the connections of an engine, so that they can be cut."""
    event.listen(engine, "connect", lambda raw, _: _CONNECTIONS.update({engine: raw}))


@contextmanager
def patience(engine: Engine) -> Generator[Callable[[], None]]:
    """Cut the connection when the work takes too long, so that its thread is free again.

    Give what the thread calls when it begins: until then the work waits in line.
    """
    began: list[float] = []
    looks: list[asyncio.TimerHandle] = []
    loop = asyncio.get_running_loop()

    def look() -> None:
        if began and monotonic() - began[0] >= LONGEST_WORK_SECONDS:
            _cut(engine)
        looks.append(loop.call_later(LONGEST_WORK_SECONDS / 4, look))

    look()
    try:
        yield lambda: began.append(monotonic())
    finally:
        looks[-1].cancel()


def _cut(engine: Engine) -> None:
    """Break the connection under the thread that waits for it; a file has none."""
    # It may be closed by now.
    with suppress(OSError, getattr(engine.dialect.dbapi, "Error", OSError)):
        if raw := _CONNECTIONS.get(engine):
            with socket.socket(fileno=os.dup(raw.fileno())) as wire:
                wire.shutdown(socket.SHUT_RDWR)
