"""Reads address books: out of a file, or from a server with CardDAV."""

from .carddav import BookCopy, KeptCard, RemoteBook, book_address, find_books, read_book
from .cards import Card, contacts_of
from .dav_client import DavClient
from .fritzbox import is_fritzbox, read_fritzbox
from .problems import BookError, BookProblem
from .vcard import LARGEST_PHOTO, read_cards

__all__ = [
    "LARGEST_PHOTO",
    "BookCopy",
    "BookError",
    "BookProblem",
    "Card",
    "DavClient",
    "KeptCard",
    "RemoteBook",
    "book_address",
    "contacts_of",
    "find_books",
    "is_fritzbox",
    "read_book",
    "read_cards",
    "read_fritzbox",
]
