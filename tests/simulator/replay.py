"""Recorded rows played again, all at once or in their rhythm."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
import json
from pathlib import Path
import re
from typing import Any

from .pbx import SimulatedPbx
from .rows import Row, read_wall, wall

_CALL_ID = re.compile(r"(.*?)(\d{9,11})\.(\d+)", re.DOTALL)
_WALL_FIELDS = ("date", "start_time", "answer_time", "end_time")


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """Neighbouring rows of one call id, and the epoch at which they were written."""

    written: int
    rows: tuple[dict[str, Any], ...]


def load(path: str | Path) -> list[dict[str, Any]]:
    """Read a file that holds a list of rows in the Difuse shape, or {"data": list}."""
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    rows = content.get("data") if isinstance(content, dict) else content
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{path} holds no list of rows")
    return rows


def recorded_calls(rows: Iterable[dict[str, Any]]) -> list[RecordedCall]:
    """Rows in the order written, gathered into what was written together."""
    calls: list[RecordedCall] = []
    for _, together in groupby(rows, key=lambda row: row.get("call_id")):
        group = tuple(together)
        ends = [end for row in group if (end := _end(row)) is not None]
        before = calls[-1].written if calls else 0
        calls.append(RecordedCall(max([before, *ends]), group))
    return calls


class Replay:
    """Plays rows into a PBX; with `redate` they look as if they happened now."""

    def __init__(
        self,
        pbx: SimulatedPbx,
        rows: Iterable[dict[str, Any]],
        *,
        speed: float = 1.0,
        redate: bool = True,
    ) -> None:
        """Prepare rows (see `load`); ids are moved up when the PBX has rows already."""
        self._pbx = pbx
        self._calls = recorded_calls(rows)
        self._speed = speed
        self._redate = redate
        self._id_shift = pbx.store.last_id
        self._call_ids: dict[str, str] = {}
        self._given: set[str] = set()
        self._next = 0

    @property
    def left(self) -> int:
        """How many calls have not been played."""
        return len(self._calls) - self._next

    def all_at_once(self) -> list[Row]:
        """Play what is left; redated, the last call has just ended."""
        if not self.left:
            return []
        shift = int(self._pbx.now()) - self._calls[-1].written if self._redate else None
        return [row for _ in range(self.left) for row in self.step(shift)]

    def step(self, shift: int | None = None) -> list[Row]:
        """Play the next call, moved by this many seconds; redated to now without a number."""
        call = self._calls[self._next]
        self._next += 1
        if shift is None and self._redate:
            shift = int(self._pbx.now()) - call.written
        return [self._write(row, shift) for row in call.rows]

    def steps(self) -> Iterator[list[Row]]:
        """Play call after call, each when the next is asked for."""
        while self.left:
            yield self.step()

    async def run(self) -> None:
        """Play in the original rhythm, `speed` times as fast."""
        before = self._calls[0].written if self._calls else 0
        while self.left:
            written = self._calls[self._next].written
            await asyncio.sleep((written - before) / self._speed)
            before = written
            self.step()

    def _write(self, recorded: dict[str, Any], shift: int | None) -> Row:
        data = dict(recorded)
        if isinstance(data.get("db_id"), int):
            data["db_id"] += self._id_shift
        if shift is not None:
            self._move(data, shift)
        return self._pbx.raw(data)[0]

    def _move(self, data: dict[str, Any], shift: int) -> None:
        """Move a row in time: epoch, wall times, call id and the recording's name."""
        offset = _offset(data)
        if offset is not None:
            data["timestamp"] = str(int(data["timestamp"]) + shift)
        for key in _WALL_FIELDS:
            epoch = _epoch(data.get(key), offset)
            if epoch is not None:
                data[key] = wall(epoch + shift, self._pbx.zone)
        old = data.get("call_id")
        if isinstance(old, str):
            data["call_id"] = new = self._moved_call_id(old, shift)
            if isinstance(data.get("recording_url"), str):
                data["recording_url"] = data["recording_url"].replace(old, new)

    def _moved_call_id(self, old: str, shift: int) -> str:
        """Return the id with its epoch moved; two calls never get the same one."""
        if old in self._call_ids:
            return self._call_ids[old]
        match = _CALL_ID.fullmatch(old)
        new = old
        if match is not None:
            system, epoch, counter = match[1], int(match[2]) + shift, int(match[3])
            new = f"{system}{epoch}.{counter}"
            while new in self._given:
                counter += 1000
                new = f"{system}{epoch}.{counter}"
        self._call_ids[old] = new
        self._given.add(new)
        return new


def _offset(row: dict[str, Any]) -> int | None:
    """Seconds that the row's wall times are ahead of UTC."""
    try:
        return read_wall(row["start_time"]) - int(row["timestamp"])
    except KeyError, TypeError, ValueError:
        return None


def _epoch(text: Any, offset: int | None) -> int | None:
    try:
        return read_wall(text) - (offset or 0)
    except TypeError, ValueError:
        return None


def _end(row: dict[str, Any]) -> int | None:
    return _epoch(row.get("end_time"), _offset(row))
