"""The steps in which a user adds an address book, or changes one.

It is read before it is saved, and what was read is kept at once: a file isn't kept itself.
"""

from typing import Any, Final, override

from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.config_entries import ConfigEntryState, SubentryFlowResult
from homeassistant.const import CONF_NAME, CONF_URL, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.util.ulid import ulid_now

from ..cdr.books import (
    BookCopy,
    BookError,
    BookProblem,
    KeptCard,
    contacts_of,
    is_fritzbox,
    read_cards,
    read_fritzbox,
)
from ..cdr.callers import keep_book
from ..cdr.database import DatabaseError
from ..const import BOOK_FILE, BOOK_SERVER, CONF_BOOK, CONF_GROUP, CONF_KIND
from .book_forms import CONF_FILE, file_form
from .book_server_steps import BookServerSteps

LARGEST_FILE: Final = 64 * 1024 * 1024


def read_upload(hass: HomeAssistant, file: str) -> BookCopy:
    """Read a file that was uploaded, which then is gone; to be called in a thread.

    Raise BookError.
    """
    try:
        with process_uploaded_file(hass, file) as path:
            if path.stat().st_size > LARGEST_FILE:
                raise BookError(BookProblem.TOO_LARGE)
            data = path.read_bytes()
            cards = tuple(read_fritzbox(data) if is_fritzbox(data) else read_cards(data))
    except (OSError, ValueError) as err:
        raise BookError(BookProblem.UNREACHABLE) from err
    if not contacts_of(cards):
        raise BookError(BookProblem.NO_BOOK)
    return BookCopy(files={"": KeptCard(ulid_now(), cards)})


class AddressBookFlow(BookServerSteps):
    """Asks for a vCard file, or for a server and how to log in there."""

    async def async_step_user(self, _: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what kind of address book it is."""
        self._abort_unless_loaded()
        self._data[CONF_BOOK] = ulid_now()
        return self.async_show_menu(step_id="user", menu_options=[BOOK_FILE, BOOK_SERVER])

    async def async_step_reconfigure(self, _: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show what is saved, to be changed."""
        self._abort_unless_loaded()
        saved = self._get_reconfigure_subentry()
        self._data, self._title = {**saved.data}, saved.title
        if self._data[CONF_KIND] == BOOK_FILE:
            return self._show_file()
        return self._show_server()

    def _abort_unless_loaded(self) -> None:
        if self._get_entry().state is not ConfigEntryState.LOADED:
            raise AbortFlow("entry_not_loaded")

    async def async_step_file(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for a vCard file."""
        if user_input is None:
            return self._show_file()
        self._title = user_input[CONF_NAME].strip()
        self._data |= {CONF_KIND: BOOK_FILE, CONF_GROUP: user_input.get(CONF_GROUP, "").strip()}
        if CONF_FILE not in user_input:
            return self._save()
        try:
            copy = await self.hass.async_add_executor_job(
                read_upload, self.hass, user_input[CONF_FILE]
            )
        except BookError as err:
            return self._show_file({CONF_FILE: f"file_{err.problem}"})
        return await self._keep(copy)

    def _show_file(self, errors: dict[str, str] | None = None) -> SubentryFlowResult:
        shown = {CONF_NAME: self._title, CONF_GROUP: self._data.get(CONF_GROUP)}
        form = self.add_suggested_values_to_schema(file_form(is_change=self._is_change), shown)
        return self.async_show_form(step_id="file", data_schema=form, errors=errors)

    @override
    async def _keep(self, copy: BookCopy) -> SubentryFlowResult:
        try:
            coordinator = self._get_entry().runtime_data
            await coordinator.archive.write(keep_book, self._data[CONF_BOOK], copy)
        except DatabaseError:
            return self.async_abort(reason="archive_unavailable")
        # Where only the file is another one, nobody else would notice.
        coordinator.books.read_soon()
        return self._save()

    def _save(self) -> SubentryFlowResult:
        data = self._data
        if self._is_change:
            entry, subentry = self._get_entry(), self._get_reconfigure_subentry()
            return self.async_update_and_abort(entry, subentry, title=self._title, data=data)
        is_remote = data[CONF_KIND] == BOOK_SERVER
        unique_id = f"{data[CONF_URL]} {data[CONF_USERNAME]}" if is_remote else None
        return self.async_create_entry(title=self._title, data=data, unique_id=unique_id)
