"""The call log card, as tests find their way in it."""

from typing import Any

from playwright.async_api import Locator, Page, expect

CARD = "difuse-call-log-card"


def card(**config: Any) -> dict[str, Any]:
    """Return the configuration of a card for the only PBX."""
    return {"type": f"custom:{CARD}", "entity": "event.difuse_pbx_call", **config}


class CallLog:
    """The only card of a page."""

    def __init__(self, page: Page) -> None:
        """Look for it in this page."""
        self.page = page
        self.root = page.locator(CARD)
        self.rows = self.root.locator("li.call")
        self.names = self.root.locator("li.call .name")
        self.days = self.root.locator("h3")
        self.list = self.root.locator(".list")
        self.search = self.root.get_by_role("searchbox")
        self.filter = self.root.locator(".filter")
        self.panel = self.root.locator(".panel")
        self.chosen = self.root.locator(".chosen")
        self.toast = self.root.locator(".toast")
        self.state = self.root.locator(".state")
        self.banner = self.root.locator(".banner")

    def row(self, name: str) -> Locator:
        """Find the rows of those who are called so."""
        return self.rows.filter(has=self.page.get_by_text(name, exact=True))

    def button(self, name: str) -> Locator:
        """Find a button by its beginning."""
        return self.root.get_by_role("button", name=name)

    async def choose(self, kind: str) -> None:
        """Have only calls of this kind shown: missed ones, incoming ones, or all."""
        await self.filter.click()
        await self.panel.get_by_role("button", name=kind, exact=True).click()
        await self.page.keyboard.press("Escape")
        await expect(self.panel).to_be_hidden()

    async def count(self) -> int:
        """Return how many calls are listed, whether or not their rows are in the page."""
        return int(await self.list.get_attribute("data-calls") or 0)

    async def expect_count(self, number: int) -> None:
        """Wait until so many calls are listed."""
        await expect(self.list).to_have_attribute("data-calls", str(number))

    async def load(self, number: int) -> None:
        """Go to the end of the list until so many calls are listed."""
        while (listed := await self.count()) < number:
            await self.scroll_to_end()
            await expect(self.list).not_to_have_attribute("data-calls", str(listed))

    async def scroll_to_end(self) -> None:
        """Go to the end of the list, as far as it is loaded."""
        await self.list.evaluate("list => list.scrollTo(0, list.scrollHeight)")
