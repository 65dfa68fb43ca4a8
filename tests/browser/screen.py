"""How somebody looks at Home Assistant: on which screen, in which colours and language."""

import asyncio
from dataclasses import dataclass
import json
import re
from typing import Any, Final, Literal

from playwright.async_api import Browser, BrowserContext, Error, Locator, Page

from tests.live.hass import HassProcess

from .card import CARD
from .problems import Problems

CHROMIUM_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PATIENCE_MS: Final = 30_000
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


RESTING_PLACE: Final = "/profile/general"

HAS_CARD: Final = f"customElements.get('{CARD}') !== undefined"
"""A tab that was opened before the first PBX was added doesn't know the card yet."""

STAGE: Final = """window.stage = card => {
    let stage = document.getElementById("stage");
    if (!stage) {
        stage = document.body.appendChild(document.createElement("div"));
        stage.id = "stage";
        stage.style = "position: fixed; inset: 0; overflow: auto; z-index: 9; background: white";
    }
    stage.replaceChildren(card);
};
"""
"""Puts a card before the frontend, which goes on behind it."""

WALK: Final = """path => {
    history.pushState(null, "", path);
    dispatchEvent(new CustomEvent("location-changed", {detail: {replace: false}}));
}"""

REMEMBER_NOTHING: Final = """stored => {
    const {children} = document.querySelector("home-assistant").shadowRoot;
    const dialogs = [...children].filter(one => one.localName.includes("dialog"));
    const open = dialogs.filter(one => one.shadowRoot?.childElementCount);
    if (open.length) throw new Error(open[0].localName);
    document.getElementById("stage")?.remove();
    document.querySelector("home-assistant").hass;
    sessionStorage.clear();
    localStorage.clear();
    Object.assign(localStorage, stored);
}"""

WHAT_THERE_IS: Final = """async panel => {
    const hass = () => document.querySelector("home-assistant").hass;
    const {entities} = await hass().callWS({type: "config/entity_registry/list_for_display"});
    const there = entities.filter(one => one.pl === "difuse").map(one => `${one.ei} ${one.di}`);
    const known = () => {
        const ours = Object.values(hass().entities).filter(one => one.platform === "difuse");
        const listed = ours.map(one => `${one.entity_id} ${one.device_id}`);
        return panel in hass().panels
            && ours.every(one => one.device_id in hass().devices)
            && String(listed.sort()) === String(there.sort());
    };
    while (!known()) await new Promise(resolve => setTimeout(resolve, 20));
}"""
"""Entities, devices and dashboards come to a tab that is open a moment after they are made."""


class Windows:
    """Windows in which the owner is logged in: one for each language, so that its cache is warm.

    In each of them a tab rests in which the frontend has started: to start it is nearly all that a
    test in a browser costs.
    """

    def __init__(self, browser: Browser, hass: HassProcess, time_zone: str) -> None:
        """Open them in this browser, in this time zone."""
        self._browser = browser
        self._hass = hass
        self._time_zone = time_zone
        self._open: dict[str, BrowserContext] = {}
        self._resting: dict[str, Page] = {}

    async def resting_page(self, screen: Screen) -> Page | None:
        """Return the tab that rests, if there is one that knows the card."""
        page = self._resting.pop(screen.locale, None)
        if page is None:
            return None
        if not await page.evaluate(HAS_CARD):
            await page.close()
            return None
        await look_at(page, screen)
        return page

    async def rest(self, page: Page, screen: Screen) -> None:
        """Let a tab rest as it was in the beginning.

        Close it if that can't be, as where a dialog is open.
        """
        try:
            await page.evaluate(REMEMBER_NOTHING, self._stored(screen))
            await leave_board(page)
        except Error:
            await page.close()
        else:
            self._resting[screen.locale] = page

    async def new_page(self, screen: Screen) -> Page:
        """Open a tab in which nothing is remembered of the tabs before it."""
        if screen.locale not in self._open:
            self._open[screen.locale] = await self._new_window(screen)
        page = await self._open[screen.locale].new_page()
        await look_at(page, screen)
        devtools = await page.context.new_cdp_session(page)
        forget = {"origin": self._hass.url, "storageTypes": "local_storage"}
        await devtools.send("Storage.clearDataForOrigin", forget)
        return page

    async def _new_window(self, screen: Screen) -> BrowserContext:
        context = await self._browser.new_context(
            base_url=self._hass.url,
            locale=screen.locale,
            service_workers="block",
            timezone_id=self._time_zone,
        )
        context.set_default_timeout(PATIENCE_MS)
        stored = json.dumps(self._stored(screen))
        await context.add_init_script(
            f"{STAGE} if (origin === '{self._hass.url}') Object.assign(localStorage, {stored})"
        )
        return context

    def _stored(self, screen: Screen) -> dict[str, str]:
        return {
            "hassTokens": self._hass.login.browser_tokens(self._hass.url),
            "selectedLanguage": json.dumps(screen.locale),
        }


async def look_at(page: Page, screen: Screen) -> None:
    """Look at a tab on this screen."""
    await page.set_viewport_size({"width": screen.width, "height": screen.height})
    await page.emulate_media(color_scheme=screen.color_scheme, reduced_motion=screen.reduced_motion)


async def leave_board(page: Page) -> None:
    """Go on to another page, as by a click."""
    await page.evaluate(WALK, RESTING_PLACE)
    await page.locator("ha-panel-lovelace").wait_for(state="detached")


async def walk_to(page: Page, path: str) -> None:
    """Go to a page as by a click, in a tab in which the frontend has started."""
    await page.evaluate(WHAT_THERE_IS, re.split("[/?]", path)[1])
    await page.evaluate(WALK, path)


class Walk:
    """The way of a test through pages, in one tab for each language."""

    def __init__(self, windows: Windows, problems: Problems) -> None:
        """Begin where a tab rests, if there is one; note what goes wrong in it."""
        self._windows = windows
        self._problems = problems
        self._tabs: dict[Screen, Page] = {}

    async def go(self, path: str, screen: Screen = DESKTOP) -> Page:
        """Go to a page on this screen."""
        for before, page in self._tabs.items():
            if before.locale == screen.locale:
                await leave_board(page)
                await look_at(page, screen)
                await walk_to(page, path)
                return page
        resting = await self._windows.resting_page(screen)
        page = resting or await self._windows.new_page(screen)
        self._tabs[screen] = page
        self._problems.watch(page)
        await (walk_to if resting else go_to)(page, path)
        return page

    async def end(self, *, may_rest: bool) -> None:
        """Let the tabs rest, or close them."""
        for screen, page in self._tabs.items():
            await self._problems.look_at(page)
            self._problems.unwatch(page)
            if may_rest:
                await self._windows.rest(page, screen)
            else:
                await page.close()


async def go_to(page: Page, path: str) -> None:
    """Open a page of the frontend, and wait until the frontend has started."""
    await page.goto(path, wait_until="commit")
    await page.locator("#ha-launch-screen").wait_for(state="detached")


async def turn(switch: Locator, *, on: bool) -> None:
    """Turn a switch on or off: while its form still opens, a click may go astray."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while await switch.evaluate("one => one.checked") != on:
            await switch.click()


async def hass_of(page: Page, expression: str) -> Any:
    """Return what a JavaScript expression gives; `hass` in it is the frontend's."""
    return await page.evaluate(
        f"(() => {{ const hass = document.querySelector('home-assistant').hass;"
        f" return {expression}; }})()"
    )
