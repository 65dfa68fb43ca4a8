"""Pictures of contacts, for those who may see the calls of the PBX whose address book has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus
from secrets import token_bytes
from typing import Final

from aiohttp import hdrs, web
from homeassistant.auth.models import User
from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..cdr.books import LARGEST_PHOTO
from ..cdr.callers import photo_of
from ..cdr.database import DatabaseError
from ..cdr.people import Photo
from ..const import DOMAIN
from ..coordinator import DifuseCoordinator
from ..selection import may_see_calls

PREFIX: Final = f"/api/{DOMAIN}/photo"

ENDINGS: Final[Mapping[str, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
}
"""Nothing else is served: what browsers take for a page, or for SVG, could hold a program."""

_AGE: Final = 3600
"""Seconds; address books are read as often."""

SIGNED_FOR: Final = timedelta(days=7)
"""A card that is open for days still shows who comes into sight. Rights are looked at each time."""

SIGNED_ANEW: Final = timedelta(hours=12)

MOST_SIGNED: Final = 10_000
"""So many paths are remembered, of a few hundred bytes each."""


@dataclass(frozen=True, slots=True)
class _Signed:
    path: str
    at: datetime


class Photos:
    """Knows pictures by names that say nothing: addresses are logged on their way.

    They are others after each start, and so are signatures.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with none."""
        self._hass = hass
        self._key = token_bytes()
        self._people: dict[str, tuple[str, str]] = {}
        # A login gets the same path for as long as may be: browsers keep what they have.
        self._signed: dict[tuple[str | None, str], _Signed] = {}

    @callback
    def path(self, connection: ActiveConnection, entry_id: str, who: str) -> str:
        """Return where somebody's picture is served to a user, who has to be permitted there."""
        digest = blake2b(f"{entry_id} {who}".encode(), key=self._key, digest_size=16).hexdigest()
        self._people[digest] = (entry_id, who)
        token, now = connection.refresh_token_id, dt_util.utcnow()
        known = self._signed.get((token, digest))
        if known is None or now - known.at >= SIGNED_ANEW:
            if len(self._signed) >= MOST_SIGNED:
                self._signed.clear()
            path = f"{PREFIX}/{digest}"
            path = async_sign_path(self._hass, path, SIGNED_FOR, refresh_token_id=token)
            known = self._signed[token, digest] = _Signed(path, now)
        return known.path

    async def read(self, name: str, user: User) -> Photo | None:
        """Return the picture with this name; None if nobody has it.

        Raise Unauthorized where the user may not see the PBX's calls, and DatabaseError.
        """
        entry_id, who = self._people.get(name, ("", ""))
        entry = self._hass.config_entries.async_get_entry(entry_id)
        if entry is None:
            return None
        if not may_see_calls(self._hass, user, entry_id):
            raise Unauthorized
        if entry.state is not ConfigEntryState.LOADED:
            return None
        coordinator: DifuseCoordinator = entry.runtime_data
        return await coordinator.archive.read(photo_of, who)


class PhotoView(HomeAssistantView):
    """Serves pictures of contacts."""

    url = PREFIX + "/{name}"
    name = "api:difuse:photo"

    def __init__(self, photos: Photos) -> None:
        """Take where pictures come from."""
        self._photos = photos

    async def get(self, request: web.Request, name: str) -> web.Response:
        """Answer with a picture that can do nothing but be looked at."""
        try:
            photo = await self._photos.read(name, request[KEY_HASS_USER])
        except DatabaseError:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        if photo is None or photo.content_type not in ENDINGS or len(photo.data) > LARGEST_PHOTO:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        ending = ENDINGS[photo.content_type]
        headers = {
            hdrs.CACHE_CONTROL: f"private, max-age={_AGE}",
            hdrs.CONTENT_DISPOSITION: f'attachment; filename="photo.{ending}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=photo.data, content_type=photo.content_type, headers=headers)


PHOTOS: Final[HassKey[Photos]] = HassKey(f"{DOMAIN}_photos")
"""Where the one of all PBXs is found, from ``async_setup`` on."""


@callback
def async_setup_photos(hass: HomeAssistant) -> None:
    """Serve pictures from now on: views can't be taken back, so once for all PBXs."""
    photos = hass.data[PHOTOS] = Photos(hass)
    hass.http.register_view(PhotoView(photos))
