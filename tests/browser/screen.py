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

    async def open(self, browser: Browser, hass: HassProcess, time_zone: str) -> BrowserContext:
        """Open a window in which the owner is logged in."""
        context = await browser.new_context(
            base_url=hass.url,
            color_scheme=self.color_scheme,
            locale=self.locale,
            reduced_motion=self.reduced_motion,
            service_workers="block",
            timezone_id=time_zone,
            viewport={"width": self.width, "height": self.height},
        )
        context.set_default_timeout(PATIENCE_MS)
        stored = {
            "hassTokens": hass.login.browser_tokens(hass.url),
            "selectedLanguage": json.dumps(self.locale),
        }
        await context.add_init_script(
            f"if (origin === '{hass.url}') Object.assign(localStorage, {json.dumps(stored)})"
        )
        return context


PHONE: Final = Screen(width=390, height=844)
DARK: Final = Screen(color_scheme="dark")


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
