"""A phone with the Home Assistant app, as far as Home Assistant can tell one from the other."""

import asyncio
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import web

CLEAR: Final = "clear_notification"
"""The message by which the app takes back the notification with the same tag."""


class Phone:
    """Takes what is pushed to it, on a loopback port in place of the server that apps have."""

    def __init__(self, name: str = "Anna's phone", manufacturer: str = "Google") -> None:
        """Make a phone on which nothing is shown."""
        self.name = name
        self.manufacturer = manufacturer
        self.pushed: list[dict[str, Any]] = []
        self.came = asyncio.Event()
        self.webhook_id = ""
        self._runner: web.AppRunner | None = None
        self._url = ""

    async def __aenter__(self) -> Self:
        """Start taking."""
        app = web.Application()
        app.router.add_post("/push", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._url = f"http://{host}:{port}/push"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        self.pushed.append(await request.json())
        self.came.set()
        return web.json_response({}, status=201)

    @property
    def registration(self) -> dict[str, Any]:
        """What the app tells of itself when somebody logs in with it."""
        return {
            "app_id": "io.homeassistant.companion.android",
            "app_name": "Home Assistant",
            "app_version": "2026.10.1",
            "device_id": self.name,
            "device_name": self.name,
            "manufacturer": self.manufacturer,
            "model": "Phone",
            "os_name": "Android",
            "os_version": "16",
            "supports_encryption": False,
            "app_data": {"push_token": "token", "push_url": self._url},
        }

    @property
    def shown(self) -> list[dict[str, Any]]:
        """What it shows, the latest last: a notification takes the place of one with its tag."""
        shown: dict[str, dict[str, Any]] = {}
        for number, push in enumerate(self.pushed):
            tag = push.get("data", {}).get("tag", f"untagged {number}")
            shown.pop(tag, None)
            if push["message"] != CLEAR:
                shown[tag] = push
        return list(shown.values())

    @property
    def texts(self) -> list[str]:
        """The messages that it shows."""
        return [" ".join(push["message"].split()) for push in self.shown]


def buttons(notification: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return a notification's buttons by their titles."""
    return {button["title"]: button for button in notification["data"].get("actions", [])}
