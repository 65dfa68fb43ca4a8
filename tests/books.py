"""Address books of tests: kept as the config flow keeps them, or added through it."""

from types import MappingProxyType
from typing import Any

from aiohttp import FormData
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, ConfigSubentry
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from yarl import URL

from custom_components.difuse.cdr.books import BookCopy, Card, KeptCard
from custom_components.difuse.cdr.callers import keep_book
from custom_components.difuse.cdr.people import Photo
from tests.cdr.books.radicale import LOGIN
from tests.home import poll

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
"""A red dot."""

PHOTO = Photo("image/png", PNG)


async def keep(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory, *cards: Card
) -> None:
    """Have an address book with these cards and no others, and let it be read."""
    book = "mine"
    copy = BookCopy(files={"": KeptCard(str(cards), cards)})
    await entry.runtime_data.archive.write(keep_book, book, copy)
    for subentry in [*entry.subentries.values()]:
        hass.config_entries.async_remove_subentry(entry, subentry.subentry_id)
    data = MappingProxyType({"book": book, "kind": "file", "group": ""})
    subentry = ConfigSubentry(data=data, subentry_type="address_book", title="Mine", unique_id=None)
    hass.config_entries.async_add_subentry(entry, subentry)
    await poll(hass, freezer, 1)


class BookFlow:
    """Adds address books to an entry as a person would, and replaces files."""

    def __init__(
        self, hass: HomeAssistant, entry: MockConfigEntry, client: ClientSessionGenerator
    ) -> None:
        """Take the entry, which is set up, and what uploads files."""
        self._hass, self._entry, self._client = hass, entry, client

    async def add_file(self, text: str) -> None:
        """Add a vCard file."""
        result = await self._submit(await self._begin(), {"next_step_id": "file"})
        file = await self._upload(text)
        result = await self._submit(result, {"name": "Mine", "file": file})
        assert result["type"] == "create_entry", result

    async def replace_file(self, text: str) -> None:
        """Upload another file for the only book, and change nothing else."""
        (subentry_id,) = self._entry.subentries
        result = await self._entry.start_subentry_reconfigure_flow(self._hass, subentry_id)
        file = await self._upload(text)
        result = await self._submit(result, {"name": "Mine", "file": file})
        assert result["reason"] == "reconfigure_successful", result

    async def add_server(self, url: URL) -> None:
        """Add the only address book of a server."""
        result = await self._submit(await self._begin(), {"next_step_id": "server"})
        typed = {"url": str(url), "username": LOGIN[0], "password": LOGIN[1]}
        result = await self._submit(result, typed)
        assert result["type"] == "create_entry", result

    async def _begin(self) -> Any:
        return await self._hass.config_entries.subentries.async_init(
            (self._entry.entry_id, "address_book"), context={"source": SOURCE_USER}
        )

    async def _submit(self, result: Any, typed: dict[str, Any]) -> Any:
        flows = self._hass.config_entries.subentries
        result = await flows.async_configure(result["flow_id"], typed)
        await self._hass.async_block_till_done()
        return result

    async def _upload(self, text: str) -> str:
        form = FormData()
        form.add_field("file", text.encode(), filename="contacts.vcf")
        answer = await (await self._client()).post("/api/file_upload", data=form)
        file: str = (await answer.json())["file_id"]
        return file
