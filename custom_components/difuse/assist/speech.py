"""Names and numbers as they are spoken; in dialogs, too, which take answers for Markdown."""

import re
from string import punctuation
from typing import Final

from ..cdr.calls import plain_number
from .language import Language

_LONGEST: Final = 80
"""No name is longer; an answer that goes on and on can't be stopped by whoever listens."""

_MARKUP: Final = str.maketrans(dict.fromkeys(set(punctuation) - set(".,'&+-"), " "))
"""What makes Markdown, HTML and links of a text; speech has no use for it."""

_INSIDE: Final = re.compile(r"\.(?=\S)")
_NOT_DIALLED: Final = re.compile(r"[^\d+]+")


def spoken_name(name: str) -> str:
    """Return a name with nothing in it that is more than a name: a caller may have chosen it."""
    words = _INSIDE.sub(". ", name.translate(_MARKUP)).split()
    return " ".join(words)[:_LONGEST].rstrip()


def spoken_number(number: str) -> str:
    """Return a number digit by digit: a voice would make millions of it."""
    groups = _NOT_DIALLED.sub(" ", number).split()
    return ", ".join(" ".join(group).replace("+ ", "+") for group in groups)


def spoken_person(language: Language, name: str | None, number: str) -> str:
    """Return the name, else the number, else that it was withheld."""
    said = spoken_name(name or "")
    if said and plain_number(said) != plain_number(number):
        return said
    return spoken_number(number) or spoken_name(number) or language.say("withheld")
