"""The address to which the PBX pushes: who may call, what is read of it, and what is answered.

Home Assistant would answer 200 to whatever goes wrong in here, and to senders that
aren't local; the PBX would take that for delivered. So nothing is left to it.
"""

import asyncio
from ipaddress import ip_address
from typing import Final

from aiohttp import ClientError, web
from aiohttp.http_exceptions import HttpProcessingError
from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.network import is_cloud_connection
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.json import json_loads
from homeassistant.util.network import is_local

from ..cdr.database import DatabaseError
from ..cdr.pbx import PbxResponseError, parse_body
from ..const import CONF_PUSH_LOCAL_ONLY, CONF_PUSH_TOKEN, DOMAIN
from ..running import PushWatch
from .credential import PushCredential
from .inbox import PushInbox, Taken

MOST_BYTES: Final = 4 * 1024 * 1024
"""About 9,000 entries; the PBX pushes what came within a minute."""

BODIES_AT_ONCE: Final = 2
"""Read, parsed and kept, for all PBXs together: a body takes many times its size meanwhile."""

PATIENCE_SECONDS: Final = 30
_BODIES: Final[HassKey[asyncio.Semaphore]] = HassKey(f"{DOMAIN}_push_bodies")
_PIECE: Final = 64 * 1024
_MOST_DIGITS: Final = len(str(MOST_BYTES))
_METHODS: Final = ("POST", "PUT")


class RefusedError(Exception):
    """A push that isn't taken; the status says why."""

    def __init__(self, status: int, reason: str) -> None:
        """Take what is answered."""
        super().__init__(reason)
        self.status = status


class PushHook:
    """Answers the PBX's pushes to one entry.

    It is there before anything else is set up, and says so until ``open``: Home
    Assistant answers 200 for a webhook that isn't there.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, watch: PushWatch) -> None:
        """Take the entry; nothing is registered yet."""
        self._hass = hass
        self._entry = entry
        self._watch = watch
        self._inbox: PushInbox | None = None

    @callback
    def register(self) -> None:
        """Begin to answer, if pushing is on, until the entry is unloaded."""
        webhook_id = self._entry.data.get(CONF_WEBHOOK_ID)
        if not self._watch.is_on or webhook_id is None:
            return
        webhook.async_register(
            self._hass,
            DOMAIN,
            self._entry.title,
            webhook_id,
            self._handle,
            # Home Assistant would log the address, which is secret, with a wrong method.
            allowed_methods=webhook.SUPPORTED_METHODS,
        )
        self._entry.async_on_unload(lambda: webhook.async_unregister(self._hass, webhook_id))

    @callback
    def open(self, inbox: PushInbox) -> None:
        """Take pushes from now on."""
        self._inbox = inbox

    async def _handle(self, _: HomeAssistant, __: str, request: web.Request) -> web.Response:
        try:
            return await self._answer(request)
        except RefusedError as err:
            self._watch.note_refusal(err.status)
            return web.Response(status=err.status, text=str(err))
        except Exception as err:  # noqa: BLE001  Home Assistant would make a 200 of it
            self._watch.note_refusal(500)
            self._watch.note_failure(err)
            return web.Response(status=500, text="Internal error")

    async def _answer(self, request: web.Request) -> web.Response:
        """Look at what costs least first; the body is read for who may send one only."""
        self._check_sender(request)
        if self._inbox is None or not self._inbox.is_armed:
            raise RefusedError(503, "Home Assistant is starting")
        try:
            taken = await self._take(request, self._inbox)
        except PbxResponseError as err:
            raise RefusedError(400, str(err)) from err
        except DatabaseError as err:
            raise RefusedError(503, "The call can't be kept right now") from err
        if taken is Taken.TOO_LATE:
            raise RefusedError(503, "Home Assistant is stopping or starting anew")
        return web.Response(status=200 if taken is Taken.MERGED else 202, text=taken.value)

    async def _take(self, request: web.Request, inbox: PushInbox) -> Taken:
        """Read, parse and keep a body, of few requests at once: each is held until it is kept.

        Raise PbxResponseError and DatabaseError.
        """
        bodies = self._hass.data.setdefault(_BODIES, asyncio.Semaphore(BODIES_AT_ONCE))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await bodies.acquire()
        except TimeoutError as err:
            raise RefusedError(503, "Too much is pushed at once") from err
        try:
            return await inbox.take(await self._payload(request))
        finally:
            bodies.release()

    async def _payload(self, request: web.Request) -> object:
        """Read and parse the body. Raise PbxResponseError."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._parse(request, await _read(request))
        except TimeoutError as err:
            raise RefusedError(408, "The body didn't come in time") from err
        except (ClientError, HttpProcessingError, web.RequestPayloadError, OSError) as err:
            raise RefusedError(400, "The body can't be read") from err

    def _check_sender(self, request: web.Request) -> None:
        if request.method not in _METHODS:
            raise RefusedError(405, "POST or PUT")
        if self._entry.options.get(CONF_PUSH_LOCAL_ONLY, True) and not self._is_local(request):
            raise RefusedError(403, "Only local addresses may push")
        # Looked up each time: it may have been renewed.
        token: str = self._entry.data[CONF_PUSH_TOKEN]
        if not PushCredential.of(token).is_in(request.headers):
            self._watch.note_wrong_credential(request.remote)
            raise RefusedError(401, "The API key, bearer token or password is missing or wrong")

    def _is_local(self, request: web.Request) -> bool:
        if request.remote is None or is_cloud_connection(self._hass):
            return False
        try:
            return is_local(ip_address(request.remote))
        except ValueError:
            return False

    async def _parse(self, request: web.Request, body: bytes) -> object:
        content_type = request.headers.get("Content-Type", "")
        if len(body) <= _PIECE:
            return parse_body(body, content_type, json_loads)
        return await self._hass.async_add_executor_job(parse_body, body, content_type, json_loads)


async def _read(request: web.Request) -> bytes:
    """Read the body in pieces: it may come without its length, or compressed."""
    announced = request.headers.get("Content-Length", "")
    body = bytearray()
    # A request that came through the cloud begins anew with each look at its content.
    content = request.content
    while len(body) <= MOST_BYTES and not _exceeds(announced):
        piece = await content.read(_PIECE)
        if not piece:
            return bytes(body)
        body += piece
    raise RefusedError(413, f"At most {MOST_BYTES} bytes")


def _exceeds(length: str) -> bool:
    return length.isdecimal() and (len(length) > _MOST_DIGITS or int(length) > MOST_BYTES)
