"""How somebody looks at Home Assistant: on which screen, in which colours and language."""

from dataclasses import dataclass
import json
from typing import Any, Final, Literal

from playwright.async_api import Browser, BrowserContext, Page

from tests.live.hass import HassProcess

CHROMIUM_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PATIENCE_MS: Final = 15_000
"""How long to wait for something to appear, on a machine that is busy with other tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen, and who looks at it."""

    width: int = 1200
    height: int = 1000
    color_scheme: Literal["light", "dark"] = "light"
    locale: str = "en-GB"
    reduced_motion: Literal["reduce", "no-preference"] = "reduce"


DESKTOP: Final = Screen()
PHONE: Final = Screen(width=390, height=844)
DARK: Final = Screen(color_scheme="dark")


class Windows:
    """Windows in which the owner is logged in: one for each screen, so that its cache is warm."""

    def __init__(self, browser: Browser, hass: HassProcess, time_zone: str) -> None:
        """Open them in this browser, in this time zone."""
        self._browser = browser
        self._hass = hass
        self._time_zone = time_zone
        self._open: dict[Screen, BrowserContext] = {}

    async def new_page(self, screen: Screen) -> Page:
        """Open a tab in which nothing is remembered of the tabs before it."""
        if screen not in self._open:
            self._open[screen] = await self._new_window(screen)
        page = await self._open[screen].new_page()
        devtools = await page.context.new_cdp_session(page)
        forget = {"origin": self._hass.url, "storageTypes": "local_storage"}
        await devtools.send("Storage.clearDataForOrigin", forget)
        return page

    async def _new_window(self, screen: Screen) -> BrowserContext:
        context = await self._browser.new_context(
            base_url=self._hass.url,
            color_scheme=screen.color_scheme,
            locale=screen.locale,
            reduced_motion=screen.reduced_motion,
            service_workers="block",
            timezone_id=self._time_zone,
            viewport={"width": screen.width, "height": screen.height},
        )
        context.set_default_timeout(PATIENCE_MS)
        stored = {
            "hassTokens": self._hass.login.browser_tokens(self._hass.url),
            "selectedLanguage": json.dumps(screen.locale),
        }
        await context.add_init_script(
            f"if (origin === '{self._hass.url}') Object.assign(localStorage, {json.dumps(stored)})"
        )
        return context


async def go_to(page: Page, path: str) -> None:
    """Open a page of the frontend, and wait until the frontend has started."""
    await page.goto(path, wait_until="commit")
    await page.locator("#ha-launch-screen").wait_for(state="detached")


async def hass_of(page: Page, expression: str) -> Any:
    """Return what a JavaScript expression gives; `hass` in it is the frontend's."""
    return await page.evaluate(
        f"(() => {{ const hass = document.querySelector('home-assistant').hass;"
        f" return {expression}; }})()"
    )
