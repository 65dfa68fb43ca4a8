"""Words that people type: in the language of Home Assistant, and the English ones always.

What is saved of them is English, so that it stays known when the language changes.
"""

from collections.abc import Mapping

from ..cdr import Reached
from ..cdr.calls import SERVICE_KINDS, UNKNOWN_GROUP, fold, read_service
from ..cdr.people import UNWANTED_GROUPS
from .words import Words


def word_for(words: Words, kind: Reached) -> str:
    """Return the word for what a service number is."""
    return _typed(words, kind)[0]


def service_as_saved(words: Words, entry: str) -> str:
    """Return a service number with its kind in English."""
    if read_service(entry)[1] is not Reached.UNKNOWN:
        return entry.strip()
    return _with_kind(entry, _kinds(words), {kind: kind.value for kind in SERVICE_KINDS})


def service_as_typed(words: Words, entry: str) -> str:
    """Return a service number that was saved, with its kind in the word that people type."""
    english = {kind.value: kind for kind in SERVICE_KINDS}
    return _with_kind(entry, english, {kind: word_for(words, kind) for kind in SERVICE_KINDS})


def group_as_asked(words: Words, group: str) -> str:
    """Return the group that is meant, to be compared: ``UNKNOWN_GROUP`` has other words, too."""
    folded = fold(group)
    return UNKNOWN_GROUP if folded in map(fold, _typed(words, UNKNOWN_GROUP)) else folded


def unwanted_groups(words: Words) -> frozenset[str]:
    """Return the groups, to be compared, of whose contacts' calls nobody wants to know."""
    return UNWANTED_GROUPS | frozenset(map(fold, _typed(words, "unwanted")))


def _with_kind(entry: str, known: Mapping[str, Reached], said: Mapping[Reached, str]) -> str:
    number, kind = read_service(entry, known)
    return entry.strip() if kind is Reached.UNKNOWN else f"{number} {said[kind]}"


def _kinds(words: Words) -> dict[str, Reached]:
    return {word.lower(): kind for kind in SERVICE_KINDS for word in _typed(words, kind)}


def _typed(words: Words, what: str) -> list[str]:
    return words.say(f"typed_{what}").split(", ")
