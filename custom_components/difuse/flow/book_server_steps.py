"""The steps in which a user says on which server an address book is."""

from abc import abstractmethod
from typing import Any

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_PASSWORD, CONF_URL, CONF_USERNAME
from yarl import URL

from ..cdr.books import (
    BookCopy,
    BookError,
    BookProblem,
    RemoteBook,
    book_address,
    find_books,
    read_book,
)
from ..cdr.pbx import PbxError
from ..connection import create_dav_client
from ..const import BOOK_SERVER, CONF_BOOK, CONF_FINGERPRINT, CONF_GROUP, CONF_KIND
from ..messages import async_words_of
from .book_forms import book_form, name_of, server_form
from .certificate import ShownCertificate, fetch_certificate
from .draft import cookieless_session


class BookServerSteps(ConfigSubentryFlow):
    """Finds the address books of a server, and reads the one that is meant.

    ``_data`` is what will be saved; of a book that is changed it begins with what is.
    """

    _books: list[RemoteBook]
    _certificate: ShownCertificate

    def __init__(self) -> None:
        """Start with empty forms."""
        self._data: dict[str, Any] = {}
        self._title = ""

    @abstractmethod
    async def _keep(self, copy: BookCopy) -> SubentryFlowResult:
        """Keep what was read, and save."""

    @property
    def _is_change(self) -> bool:
        return self.source == SOURCE_RECONFIGURE

    async def async_step_server(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask where a server is, and how to log in."""
        if user_input is None:
            return self._show_server()
        former = self._data.get(CONF_URL)
        # A password that was left out stays what it was.
        self._data |= {CONF_KIND: BOOK_SERVER, CONF_GROUP: ""} | user_input
        try:
            address = book_address(user_input[CONF_URL])
        except ValueError:
            return self._show_server({CONF_URL: "invalid_url"})
        if former and URL(former).origin() != address.origin():
            self._data.pop(CONF_FINGERPRINT, None)
            if CONF_PASSWORD not in user_input:
                # It was for another server, which must not be the one to get it.
                return self._show_server({CONF_PASSWORD: "password_needed"})
        self._data[CONF_URL] = str(address)
        return await self._find()

    def _show_server(self, errors: dict[str, str] | None = None) -> SubentryFlowResult:
        shown = {field: self._data.get(field) for field in (CONF_URL, CONF_USERNAME, CONF_GROUP)}
        form = self.add_suggested_values_to_schema(server_form(is_change=self._is_change), shown)
        return self.async_show_form(
            step_id="server",
            data_schema=form,
            errors=errors,
            description_placeholders={"http": "http://"},  # hassfest allows none in translations
        )

    async def _find(self) -> SubentryFlowResult:
        """Look for address books; a certificate that isn't trusted is for the user to judge."""
        try:
            async with cookieless_session(self.hass) as session:
                client = create_dav_client(session, self._data)
                self._books = await find_books(client, URL(self._data[CONF_URL]))
        except BookError as err:
            if err.problem is BookProblem.CERTIFICATE:
                return await self._ask_about_certificate()
            return self._show_server({"base": err.problem})
        if len(self._books) > 1:
            return self._show_books()
        return await self._read(self._books[0])

    async def _ask_about_certificate(self) -> SubentryFlowResult:
        try:
            self._certificate = await fetch_certificate(URL(self._data[CONF_URL]))
        except PbxError:
            return self._show_server({"base": BookProblem.UNREACHABLE})
        return await self._show_certificate()

    async def async_step_confirm_certificate(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show a certificate that isn't trusted, and pin it when the user says so."""
        if user_input is None:
            return await self._show_certificate()
        self._data[CONF_FINGERPRINT] = self._certificate.fingerprint
        return await self._find()

    async def _show_certificate(self) -> SubentryFlowResult:
        words = await async_words_of(self.hass)
        return self.async_show_form(
            step_id="confirm_certificate",
            description_placeholders={
                "host": str(URL(self._data[CONF_URL]).host),
                **self._certificate.in_words(words),
            },
        )

    async def async_step_book(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask which of several address books is meant."""
        if user_input is None:
            return self._show_books()
        chosen = user_input[CONF_BOOK]
        return await self._read(next(one for one in self._books if str(one.url) == chosen))

    def _show_books(self) -> SubentryFlowResult:
        return self.async_show_form(step_id="book", data_schema=book_form(self._books))

    async def _read(self, book: RemoteBook) -> SubentryFlowResult:
        """Read the book: what can't be read isn't saved."""
        self._data[CONF_URL], self._title = str(book.url), name_of(book)
        try:
            async with cookieless_session(self.hass) as session:
                client = create_dav_client(session, self._data)
                copy = await read_book(client, book.url, BookCopy())
        except BookError as err:
            return self._show_server({"base": err.problem})
        return await self._keep(copy)
