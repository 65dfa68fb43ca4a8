"""Reads the address books on servers every hour, and forgets those that were removed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigSubentry,
)
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util
from yarl import URL

from ..cdr.archive import Archive
from ..cdr.books import BookError, BookProblem, read_book
from ..cdr.callers import forget_books, keep_book, keep_people, kept_book, match_people
from ..cdr.database import DatabaseError
from ..connection import create_dav_client, create_session
from ..const import BOOK_SERVER, CONF_BOOK, CONF_GROUP, CONF_KIND, DOMAIN, LOGGER, SUBENTRY_BOOK
from ..messages import clear_book_issue, raise_book_issue, unwanted_groups, words_of
from .alarm import Alarm

EVERY: Final = 3600
FIRST_AFTER: Final = 10
"""Seconds after the start, which has enough to do."""

_PASSING: Final = (BookProblem.UNREACHABLE, BookProblem.TIMEOUT, BookProblem.UNEXPECTED)
PATIENCE: Final = 3
"""So many readings in a row may fail in a way that may pass, before it is reported."""


class AddressBooks:
    """The address books of an entry, from ``start`` to ``stop``.

    ``publish`` is called when who is at some number has changed; ``edition`` is another one then,
    and after each start.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        archive: Archive,
        publish: Callable[[], Awaitable[None]],
    ) -> None:
        """Take where books are kept; nothing is read yet."""
        self._hass, self._entry, self._archive = hass, entry, archive
        self._publish = publish
        self._session = create_session(hass)
        self._failures: Counter[str] = Counter()
        self._known = self._books()
        self._has_new = True
        self.edition = int(dt_util.utcnow().timestamp())
        self._next = Alarm(hass, self._begin)
        self._reading = asyncio.Lock()
        self._is_on = False
        self._unsubscribe: Callable[[], None] = lambda: None

    def _books(self) -> dict[str, ConfigSubentry]:
        """Return the subentries in the order in which they were added, by their books."""
        found = self._entry.get_subentries_of_type(SUBENTRY_BOOK)
        return {one.data[CONF_BOOK]: one for one in found}

    @callback
    def start(self) -> None:
        """Begin in a moment, and whenever a book is added or changed."""
        self._is_on = True
        self._unsubscribe = async_dispatcher_connect(
            self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._note_change
        )
        self._next.set(FIRST_AFTER)

    @callback
    def stop(self) -> None:
        """Read no more."""
        self._is_on = False
        self._unsubscribe()
        self._next.stop()

    @callback
    def read_soon(self) -> None:
        """Read all books: what is kept of one has been replaced."""
        if self._is_on:
            self._next.set(0)

    @callback
    def _note_change(self, _: ConfigEntryChange, entry: ConfigEntry) -> None:
        books = self._books()
        if entry is not self._entry or books == self._known:
            return
        for gone in self._known.keys() - books.keys():
            clear_book_issue(self._hass, entry.entry_id, self._known[gone].subentry_id)
        self._known, self._has_new = books, True
        self._next.set(0)

    @callback
    def _begin(self, _: datetime) -> None:
        # A server may take minutes: neither a stop nor an unload waits for it.
        self._entry.async_create_background_task(
            self._hass, self._read_all(), f"{DOMAIN} address books"
        )

    async def _read_all(self) -> None:
        try:
            async with self._reading:
                await self._look()
        except (DatabaseError, HomeAssistantError) as err:
            LOGGER.debug("Address books can't be kept (%s)", type(err).__name__)
        if self._is_on:
            self._next.set(EVERY)

    async def _look(self) -> None:
        if self._has_new:
            known = self._known
            await self._archive.write(forget_books, [*known])
            self._has_new = known is not self._known
        for book, subentry in self._known.items():
            if subentry.data[CONF_KIND] == BOOK_SERVER:
                await self._read(book, subentry)
        books = [(book, one.data[CONF_GROUP]) for book, one in self._known.items()]
        numbers = self._archive.numbering.numbers
        people = await self._archive.read(match_people, books, numbers)
        unwanted = unwanted_groups(words_of(self._hass))
        if await self._archive.write(keep_people, people, unwanted):
            self.edition += 1
            await self._publish()

    async def _read(self, book: str, subentry: ConfigSubentry) -> None:
        """Read a book; one that can't be read stays as it was."""
        known = await self._archive.read(kept_book, book)
        client = create_dav_client(self._session, subentry.data)
        try:
            now = await read_book(client, URL(subentry.data[CONF_URL]), known)
        except BookError as err:
            self._note_failure(book, subentry, err.problem)
            return
        self._failures.pop(book, None)
        clear_book_issue(self._hass, self._entry.entry_id, subentry.subentry_id)
        if now != known:
            await self._archive.write(keep_book, book, now)

    def _note_failure(self, book: str, subentry: ConfigSubentry, problem: BookProblem) -> None:
        LOGGER.debug("An address book can't be read (%s)", problem)
        self._failures[book] += 1
        if problem not in _PASSING or self._failures[book] >= PATIENCE:
            raise_book_issue(self._hass, self._entry, subentry, problem)
