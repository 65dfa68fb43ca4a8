"""What callers chose, without what is markup anywhere, or could be an address."""

import string
from typing import Final

_HARMLESS: Final = "&'+,-."
_MARKUP: Final = str.maketrans(dict.fromkeys({*string.punctuation} - {*_HARMLESS}, " "))


def without_markup(text: str) -> str:
    """Return a text in one line, of words that make no Markdown, HTML, emoji or link."""
    return " ".join(text.translate(_MARKUP).replace(".", ". ").split())
