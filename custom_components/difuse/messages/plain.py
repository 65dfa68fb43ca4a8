"""A call in plain texts, for notifications: what a caller chose does nothing there.

Home Assistant's own notifications take a text for Markdown, the app on Android for HTML and emoji
codes, and many others make links of addresses. All of that is written with ASCII punctuation.
"""

import re
from typing import Final, TypedDict

from ..cdr import Call, Direction, OtherEnd
from ..cdr.calls import says_more
from .markup import without_markup
from .wording import NO_NAMES, Names, name_and_number
from .words import Words

_START_OF_A_LIST: Final = re.compile(r"[-+.,&' ]+(?!\d)")
_PUNCTUATION: Final = re.compile(r"[\s()./-]+")
_DIALLED: Final = re.compile(r"\+?[0-9]{3,20}")
"""Phones take one or two digits for a command to the network, and what has * or # as well."""


class PlainTexts(TypedDict):
    """Texts without markup; what a call lacks is empty, but ``caller``."""

    caller: str
    name: str
    number: str
    called: str
    dial: str


def in_plain_texts(words: Words, call: Call, names: Names = NO_NAMES) -> PlainTexts:
    """Say who called whom, and by which number a caller from outside can be called back."""
    caller, called = call.other, OtherEnd()
    if call.direction is Direction.OUTBOUND:
        caller, called = called, caller
    is_outside = call.direction is Direction.INBOUND
    name = _plain(names.get(call.caller_number) or caller.name or call.caller_name)
    number = _number(caller.shown or call.caller_number)
    if not says_more(name, number):
        name = ""
    return {
        "caller": name_and_number(name, number) or words.say("withheld"),
        "name": name or number,
        "number": number,
        "called": name_and_number(
            _plain(called.name or names.get(call.called_number, "")),
            _number(call.called_number),
            _number(called.shown),
        ),
        "dial": _dialled(caller.number or call.caller_number) if is_outside else "",
    }


def _plain(text: str) -> str:
    """Return a text in one line, without what is markup anywhere, or could be an address."""
    # "1. Alice" would be the first item of a list.
    words = without_markup(re.sub(r"(?<=\d)\.", " ", text))
    return words[found.end() :] if (found := _START_OF_A_LIST.match(words)) else words


def _number(text: str) -> str:
    """Return a number that may stand in brackets: a dot before one could be in an address."""
    return _plain(text).rstrip(".")


def _dialled(number: str) -> str:
    digits = _PUNCTUATION.sub("", number)
    return digits if _DIALLED.fullmatch(digits) else ""
