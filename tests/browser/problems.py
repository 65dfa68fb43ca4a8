"""What goes wrong in a page, as far as a browser and Home Assistant can tell."""

from collections.abc import Callable, Iterable
import re
from typing import Any, Final

from playwright.async_api import ConsoleMessage, Error, Page, Request, Response

from tests.live.hass import HassProcess

ERROR_CARD: Final = "hui-error-card"
FRONTEND_LOGGER: Final = "frontend.js."

OFFLINE: Final = re.compile(
    r"/api/brands/"  # pictures of other integrations, which come from a server of Home Assistant
    r"|^https://demo\.home-assistant\.io/stub_config/"  # pictures in the list of cards
    r"|/unknown/node_modules/"  # source maps, which the frontend looks for after an error
)
"""Addresses that can't be had without the internet."""

LEAVING: Final = re.compile(r"^Received event for unknown subscription \d+\. Unsubscribing\.$")
"""What the frontend warns of when something happens in the moment in which a page is left."""

SLOW: Final = re.compile(r" was preloaded using link preload but not used within a few seconds ")
"""What Chromium says of the frontend's own fonts on a busy machine."""


class Problems:
    """Whatever a healthy page doesn't do; the frontend logs nothing unless something is wrong."""

    def __init__(self) -> None:
        """Begin with none."""
        self.found: list[str] = []

    def watch(self, page: Page) -> None:
        """Note what this page complains about from now on."""
        page.on("console", self._note_message)
        page.on("pageerror", self._note_error)
        page.on("response", self._note_response)
        page.on("requestfailed", self._note_failure)

    def unwatch(self, page: Page) -> None:
        """Note nothing of this page any more."""
        page.remove_listener("console", self._note_message)
        page.remove_listener("pageerror", self._note_error)
        page.remove_listener("response", self._note_response)
        page.remove_listener("requestfailed", self._note_failure)

    async def look_at(self, page: Page) -> None:
        """Note the error cards that the page shows."""
        cards = page.locator(ERROR_CARD)
        self.found += [f"error card: {text}" for text in await cards.all_inner_texts()]

    async def look_into_log(self, hass: HassProcess) -> None:
        """Note the errors that pages have told Home Assistant, and let it forget them."""
        logged: Iterable[dict[str, Any]] = await hass.ws_call("system_log/list")
        self.found += [
            f"told Home Assistant: {' '.join(entry['message'])}"
            for entry in logged
            if entry["name"].startswith(FRONTEND_LOGGER)
        ]
        await hass.ws_call("call_service", domain="system_log", service="clear")

    def forgive(self, is_expected: Callable[[str], bool]) -> None:
        """Drop what the test brought about, of which there must be some."""
        kept = [problem for problem in self.found if not is_expected(problem)]
        assert len(kept) < len(self.found), "what should have gone wrong didn't"
        self.found = kept

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        is_expected = LEAVING.search(message.text) or SLOW.search(message.text)
        if not is_expected and not OFFLINE.search(message.location["url"]):
            self.found.append(f"console {message.type}: {message.text}")

    def _note_error(self, error: Error) -> None:
        self.found.append(f"not caught: {error}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400 and not OFFLINE.search(response.url):
            self.found.append(f"HTTP {response.status}: {response.url}")

    def _note_failure(self, request: Request) -> None:
        # What is under way when a page is left is given up.
        if request.failure != "net::ERR_ABORTED" and not OFFLINE.search(request.url):
            self.found.append(f"{request.failure}: {request.url}")
