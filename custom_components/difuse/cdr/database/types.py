"""How values stand in the database: as plain numbers and texts that people can read."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, override

from sqlalchemy import BigInteger, Dialect, Integer, String, TypeDecorator
from sqlalchemy.types import TypeEngine


class Stored(TypeDecorator[Any]):
    """A column that holds values as something plainer; null stays null."""

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
        read = self.read
        return lambda value: None if value is None else read(value)


MOMENT: Final = Stored(
    BigInteger,
    lambda moment: int(moment.timestamp()),
    lambda seconds: datetime.fromtimestamp(seconds, UTC),
)
"""A moment in UTC, as whole epoch seconds."""

DURATION: Final = Stored(
    Integer,
    lambda duration: int(duration.total_seconds()),
    lambda seconds: timedelta(seconds=int(seconds)),
)
"""As whole seconds."""

WORDS: Final = Stored(
    String, lambda words: f" {' '.join(words)} " if words else "", lambda text: tuple(text.split())
)
"""Several words, each between two spaces."""

LINES: Final = Stored(String, "\n".join, lambda text: tuple(text.split("\n")) if text else ())
"""Several texts, none of them empty or with a line break."""


def choice(choices: type[StrEnum]) -> Stored:
    """Return a type for one of a few words."""
    return Stored(String, str, {str(one): one for one in choices}.__getitem__)
