"""How names and numbers are found: by any part, whatever the case, accents and way of writing."""

import re
from typing import Final
from unicodedata import combining, normalize

from .numbers import plain_number

_NUMBER: Final = re.compile(r"[\d\s+()/.*#-]+")
_NO_DIGIT: Final = re.compile(r"[^\d*#]+")
_FEWEST_DIGITS: Final = 3
"""A number is looked for from so many digits on; fewer are a part of a text."""

_MOST_DIGITS: Final = 8
"""Only so many from the end count: what stands before them depends on who writes the number, as
+44, 0044 or 0 do, and no country's numbers are much shorter."""

_STROKES: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe"})
"""Letters that Unicode doesn't take apart, though people leave their strokes out."""


def fold(text: str) -> str:
    """Return a text without case and accents."""
    # Case goes last: taken apart, № has a capital letter.
    apart = normalize("NFKD", text)
    plain = "".join([char for char in apart if not combining(char)])
    return plain.casefold().translate(_STROKES)


def search_words(number: str, name: str) -> str:
    """Return what is looked through: a name and a number, each ending with a line break."""
    return f"{fold(name)}\n{plain_number(number)}\n"


def search_term(text: str) -> str:
    """Return what to look for in ``search_words`` where somebody typed this; "" for nothing."""
    text = text.strip()
    digits = _NO_DIGIT.sub("", text)
    if _NUMBER.fullmatch(text) and len(digits) >= _FEWEST_DIGITS:
        return digits.lstrip("0")[-_MOST_DIGITS:] or digits
    return fold(text)
