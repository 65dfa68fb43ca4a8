"""Who is to be called back, as an item of a to-do list.

Home Assistant shows summaries as they are and takes descriptions for Markdown: what callers and
the PBX chose is data there.
"""

from collections.abc import Mapping
import re
from typing import Final

from homeassistant.core import HomeAssistant

from ..cdr import Call
from ..cdr.callers import MissedCaller
from ..cdr.calls import says_more
from .dates import written_moment
from .words import common_word, words_of

_MOST_NAMED: Final = 8
"""So many extensions of a ring group are named."""

_MARKUP: Final = re.compile(r"[\\`*_{}\[\]<>#|~!&$]")
_ADDRESS: Final = re.compile(r"(?<=\S)[.:@](?=\S)")
"""Home Assistant makes a link of www.example.com as well."""
_LIST: Final = re.compile(r"^(\d*)([-+=.)])(?!\w)")


def summary_of(hass: HomeAssistant, caller: MissedCaller) -> str:
    """Return who it is, and how often they called, if more than once."""
    name = _name(caller.call) if caller.who else common_word(hass, "to_return_withheld")
    return f"{name} ({caller.calls})" if caller.calls > 1 else name


def description_of(hass: HomeAssistant, caller: MissedCaller, names: Mapping[str, str]) -> str:
    """Return the number, when they called last, and where it rang; Markdown that does nothing."""
    words, call = words_of(hass), caller.call
    lines = [
        _number(call),
        words.say("to_return_last_called", when=written_moment(words, call.started_at)),
        words.say("to_return_rang", where=_where(call, names)),
    ]
    # Each is a paragraph: a single line break would count as a space.
    return "\n\n".join([line for line in lines if line])


def _name(call: Call) -> str:
    """Return the name, else the number as people here write it."""
    name, number = call.other.name or "", call.other.shown or call.caller_number
    return name if says_more(name, call.caller_number) else number


def _number(call: Call) -> str:
    shown, location = call.other.shown or call.caller_number, call.other.location
    return as_markdown(f"{shown} ({location})" if shown and location else shown)


def _where(call: Call, names: Mapping[str, str]) -> str:
    rang = [f"{names[one]} ({one})" if one in names else one for one in call.extensions]
    if call.called_number and call.called_number not in call.extensions:
        rang.insert(0, call.called_number)
    more = ["…"] if len(rang) > _MOST_NAMED else []
    return as_markdown(", ".join(rang[:_MOST_NAMED] + more))


def as_markdown(text: str) -> str:
    """Return Markdown that shows a text as it is: no markup, no link."""
    text = _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    return _LIST.sub(r"\1\\\2", _ADDRESS.sub(r"\\\g<0>", text))
