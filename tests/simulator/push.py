"""The PBX's job that sends new entries to an API of the user's, as the vendor describes it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from multidict import CIMultiDict

from .pbx import SimulatedPbx
from .rows import FIELDS, Row


class Shape(StrEnum):
    """What a request's body holds; the vendor doesn't say."""

    ONE = "one"
    LIST = "list"
    DATA = "data"


class Encoding(StrEnum):
    """How the body is written."""

    JSON = "json"
    FORM = "form"


class Numbers(StrEnum):
    """Return whether numbers come as the pull API has them, all as strings, or all as numbers."""

    AS_PULLED = "as-pulled"
    STRINGS = "strings"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushSettings:
    """The form PBX > Settings > Extra Configurations > CDR API, and what it leaves open.

    Any of the credentials may be combined. `interval` and `timeout` are seconds.
    """

    url: str
    method: str = "POST"
    api_key: str = ""
    bearer: str = ""
    username: str = ""
    password: str = ""
    fields: Sequence[str] = FIELDS
    shape: Shape = Shape.ONE
    encoding: Encoding = Encoding.JSON
    numbers: Numbers = Numbers.AS_PULLED
    retry: bool = True
    interval: float = 60.0
    timeout: float = 10.0
    from_first_row: bool = False

    @property
    def headers(self) -> CIMultiDict[str]:
        """The credentials as headers; bearer and basic together give two Authorization lines."""
        headers: CIMultiDict[str] = CIMultiDict()
        if self.api_key:
            headers.add("x-api-key", self.api_key)
        if self.bearer:
            headers.add("Authorization", f"Bearer {self.bearer}")
        if self.username or self.password:
            pair = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
            headers.add("Authorization", f"Basic {pair}")
        return headers

    def entry(self, row: Row) -> dict[str, Any]:
        """Return the chosen parameters of a row."""
        return {key: self._value(row.data[key]) for key in self.fields if key in row.data}

    def _value(self, value: Any) -> Any:
        if self.numbers is Numbers.STRINGS:
            return value if value is None else str(value)
        if self.numbers is Numbers.NUMBERS and isinstance(value, str) and value.isdecimal():
            return int(value)
        return value


@dataclass(frozen=True, slots=True)
class PushResult:
    """One request of the job; status is None when there was no answer."""

    ids: tuple[int, ...]
    status: int | None
    text: str = ""

    @property
    def good(self) -> bool:
        """Return whether the receiver said 2xx."""
        return self.status is not None and 200 <= self.status < 300


class PushJob:
    """Sends the entries after the last one sent."""

    def __init__(self, pbx: SimulatedPbx, settings: PushSettings) -> None:
        """Begin after the newest row, unless the settings say to begin with the first."""
        self.settings = settings
        self.results: list[PushResult] = []
        self._pbx = pbx
        self._last = 0 if settings.from_first_row else pbx.store.last_id

    @property
    def waiting(self) -> list[Row]:
        """The rows that have not been sent."""
        rows = self._pbx.rows
        return [row for row in rows if row.db_id > self._last and isinstance(row.data, dict)]

    async def push_now(self) -> list[PushResult]:
        """Run the job once: all requests up to the first failure if it retries, else all."""
        rows = self.waiting
        one = self.settings.shape is Shape.ONE
        batches = [[row] for row in rows] if one else [rows] if rows else []
        done: list[PushResult] = []
        async with ClientSession(timeout=ClientTimeout(self.settings.timeout)) as session:
            for batch in batches:
                done.append(await self.send(batch, session))
                if self.settings.retry and not done[-1].good:
                    break
                self._last = batch[-1].db_id
        return done

    async def send(self, rows: Sequence[Row], session: ClientSession) -> PushResult:
        """One request with these rows, whether or not they were sent before."""
        body = _shaped([self.settings.entry(row) for row in rows], self.settings.shape)
        content: dict[str, Any] = {"json": body}
        if self.settings.encoding is Encoding.FORM:
            content = {"data": _form(body)}
        ids = tuple(row.db_id for row in rows)
        try:
            async with session.request(
                self.settings.method,
                self.settings.url,
                headers=self.settings.headers,
                ssl=False,
                **content,
            ) as response:
                result = PushResult(ids, response.status, await response.text())
        except (ClientError, TimeoutError) as error:
            result = PushResult(ids, None, repr(error))
        self.results.append(result)
        return result

    async def run(self) -> None:
        """Run the job every interval, for ever."""
        while True:
            await asyncio.sleep(self.settings.interval)
            await self.push_now()


def _shaped(entries: list[dict[str, Any]], shape: Shape) -> Any:
    if shape is Shape.ONE:
        return entries[0]
    return entries if shape is Shape.LIST else {"data": entries}


def _form(body: Any, prefix: str = "") -> dict[str, str]:
    """Form fields as PHP writes nested ones: data[0][source]."""
    pairs = body.items() if isinstance(body, Mapping) else enumerate(body)
    fields: dict[str, str] = {}
    for key, value in pairs:
        name = f"{prefix}[{key}]" if prefix else str(key)
        if isinstance(value, Mapping | list):
            fields |= _form(value, name)
        else:
            fields[name] = "" if value is None else str(value)
    return fields
