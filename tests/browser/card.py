"""The call log card, as tests find their way in it."""

from typing import Any

from playwright.async_api import Locator, Page

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
        self.state = self.root.locator(".state")
        self.banner = self.root.locator(".banner")

    def row(self, name: str) -> Locator:
        """Find the rows of those who are called so."""
        return self.rows.filter(has=self.page.get_by_text(name, exact=True))

    def chip(self, name: str) -> Locator:
        """Find the button of a filter."""
        return self.root.locator(".filters").get_by_role("button", name=name)

    def button(self, name: str) -> Locator:
        """Find a button by its beginning."""
        return self.root.get_by_role("button", name=name)
