"""Names and numbers as they are spoken; in dialogs, too, which take answers for Markdown."""

import re
from typing import Final

from ..cdr.calls import says_more
from ..messages import without_markup
from .language import Language

_LONGEST: Final = 80
"""No name is longer; an answer that goes on and on can't be stopped by whoever listens."""

_NOT_DIALLED: Final = re.compile(r"[^\d+]+")


def spoken_name(name: str) -> str:
    """Return a name with nothing in it that is more than a name: a caller may have chosen it."""
    return without_markup(name)[:_LONGEST].rstrip()


def spoken_number(number: str) -> str:
    """Return a number digit by digit: a voice would make millions of it."""
    groups = _NOT_DIALLED.sub(" ", number).split()
    return ", ".join(" ".join(group).replace("+ ", "+") for group in groups)


def spoken_person(language: Language, name: str | None, number: str) -> str:
    """Return the name, else the number, else that it was withheld."""
    said = spoken_name(name or "")
    if says_more(said, number):
        return said
    return spoken_number(number) or spoken_name(number) or language.say("withheld")
