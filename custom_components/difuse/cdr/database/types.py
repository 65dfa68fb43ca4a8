"""How values stand in the database: as plain numbers and texts that people can read."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
import re
from typing import Any, Final, override
from urllib.parse import quote, unquote

from sqlalchemy import BigInteger, Dialect, Integer, String, TypeDecorator
from sqlalchemy.types import TypeEngine

_NO_WORD: Final = re.compile(r"[%\s]")


class Stored(TypeDecorator[Any]):
    """A column that holds values as something plainer; null stays null.

    ``read`` is given it as well: a thousand calls are 12,000 values, each with a call of its own.
    """

    impl = String
    cache_ok = True

    def __init__(
        self, plain: type[TypeEngine[Any]], write: Callable[[Any], Any], read: Callable[[Any], Any]
    ) -> None:
        """Take what the database holds, and the way there and back."""
        super().__init__()
        self.plain, self.write, self.read = plain, write, read

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(self.plain())

    @override
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        write = self.write
        return lambda value: None if value is None else write(value)

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        return self.read


_from_epoch: Final = datetime.fromtimestamp

MOMENT: Final = Stored(
    BigInteger,
    lambda moment: int(moment.timestamp()),
    lambda seconds: None if seconds is None else _from_epoch(seconds, UTC),
)
"""A moment in UTC, as whole epoch seconds."""


@lru_cache(maxsize=4096)
def _read_seconds(seconds: int | None) -> timedelta | None:
    """Make each length of a call once: they come again and again."""
    return None if seconds is None else timedelta(0, int(seconds))


DURATION: Final = Stored(Integer, lambda duration: int(duration.total_seconds()), _read_seconds)
"""As whole seconds."""


def _write_words(words: Collection[str]) -> str:
    text = " ".join(words)
    if "%" in text or len(text.split()) != len(words):
        text = " ".join([_NO_WORD.sub(lambda found: quote(found[0]), word) for word in words])
    return f" {text} " if words else ""


def _read_words(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    words = text.split()
    return tuple([unquote(word) for word in words] if "%" in text else words)


WORDS: Final = Stored(String, _write_words, _read_words)
"""Several words, each between two spaces; spaces within one are written as in an address: %20."""


def _read_lines(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(text.split("\n")) if text else ()


LINES: Final = Stored(String, "\n".join, _read_lines)
"""Several texts, none of them empty or with a line break."""


def choice(choices: type[StrEnum]) -> Stored:
    """Return a type for one of a few words."""
    return Stored(String, str, {str(one): one for one in choices}.get)
