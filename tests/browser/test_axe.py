"""The helper that looks for barriers finds them, also in shadow roots."""

from playwright.async_api import Page

from .axe import Axe
from .conftest import Visit

NESTED = """html => {
    const outer = document.createElement("div");
    outer.id = "outer";
    stage(outer);
    outer.attachShadow({mode: "open"}).innerHTML = "<div id='inner'></div>";
    const inner = outer.shadowRoot.getElementById("inner");
    inner.attachShadow({mode: "open"}).innerHTML = html;
}"""
BAD = """
    <button id="silent"></button>
    <p id="pale" style="color: #bbb; background: #fff">hardly to be read</p>
"""
GOOD = """
    <button>Call back</button>
    <p style="color: #222; background: #fff">easily read</p>
"""


async def place(page: Page, html: str) -> None:
    await page.evaluate(NESTED, html)


async def test_it_finds_barriers_within_shadow_roots(walk: Visit, axe: Axe) -> None:
    page = await walk("/profile/general")
    await place(page, BAD)
    found = await axe.violations(page.locator("#outer #inner"))
    assert [line.split(" (")[0] for line in found] == ["button-name", "color-contrast"]
    assert "#silent" in found[0]
    assert "#pale" in found[1]


async def test_it_is_silent_where_there_are_none(walk: Visit, axe: Axe) -> None:
    page = await walk("/profile/general")
    await place(page, GOOD)
    assert await axe.violations(page.locator("#outer")) == []
