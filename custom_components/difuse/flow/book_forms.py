"""The fields of the forms about address books."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from homeassistant.const import CONF_NAME, CONF_PASSWORD, CONF_URL, CONF_USERNAME
from homeassistant.helpers.selector import (
    FileSelector,
    FileSelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..cdr.books import RemoteBook
from ..const import CONF_BOOK, CONF_GROUP

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

CONF_FILE: Final = "file"

_TEXT: Final = TextSelector(TextSelectorConfig(autocomplete="off"))
_PASSWORD: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)
_FILE: Final = FileSelector(
    FileSelectorConfig(accept=".vcf,.vcard,.xml,text/vcard,text/x-vcard,text/xml")
)


def file_form(*, is_change: bool) -> vol.Schema:
    """Make the form for a file; where a book is changed, it may stay as it is."""
    file = vol.Optional(CONF_FILE) if is_change else vol.Required(CONF_FILE)
    return vol.Schema(
        {vol.Required(CONF_NAME): _TEXT, file: _FILE, vol.Optional(CONF_GROUP): _TEXT}
    )


def server_form(*, is_change: bool) -> vol.Schema:
    """Make the form for a server; where a book is changed, the password may stay as it is."""
    password = vol.Optional(CONF_PASSWORD) if is_change else vol.Required(CONF_PASSWORD)
    return vol.Schema(
        {
            vol.Required(CONF_URL): _TEXT,
            vol.Required(CONF_USERNAME): _TEXT,
            password: _PASSWORD,
            vol.Optional(CONF_GROUP): _TEXT,
        }
    )


def book_form(books: Iterable[RemoteBook]) -> vol.Schema:
    """Make the form in which one of a server's address books is chosen."""
    options = [SelectOptionDict(value=str(one.url), label=name_of(one)) for one in books]
    choice = SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST)
    return vol.Schema({vol.Required(CONF_BOOK): SelectSelector(choice)})


def name_of(book: RemoteBook) -> str:
    """Return what a book is called; without a name the last part of its address."""
    return book.name or book.url.path.rstrip("/").rpartition("/")[2] or str(book.url.host)
