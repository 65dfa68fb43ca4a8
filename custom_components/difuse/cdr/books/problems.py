"""Why an address book can't be read. Messages hold no address, name or password."""

from enum import StrEnum


class BookProblem(StrEnum):
    """What is wrong with an address book, its server or its file."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    """It isn't trusted, or another one than the one that was accepted."""
    LOGIN = "login"
    FORBIDDEN = "forbidden"
    """Whoever logs in may not read it."""
    NO_BOOK = "no_book"
    """There is nothing at that address, or no address book."""
    TOO_LARGE = "too_large"
    UNEXPECTED = "unexpected"
    """What came isn't what a server of address books sends."""


class BookError(Exception):
    """An address book can't be read; ``problem`` says why."""

    def __init__(self, problem: BookProblem) -> None:
        """Take what is wrong."""
        super().__init__(problem.value)
        self.problem = problem
