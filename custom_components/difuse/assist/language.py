"""What is asked and answered, in one language: each is a file in the folder ``languages``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
import json
from pathlib import Path
from typing import Final, Self

from homeassistant.util import language as language_util

from ..messages import plural

FALLBACK: Final = "en"
FEW: Final = 3
"""So many are named in an answer; more are only counted."""

FOLDER: Final = Path(__file__).parent / "languages"
_A_WEEK: Final = 7

type Languages = Mapping[str, Language]


@dataclass(frozen=True, slots=True)
class Language:
    """The sentences that ask, by intent, and the phrases of answers.

    ``counted`` are phrases with a number in them, which have a form for each plural. What is
    filled into a phrase is never read as one.
    """

    tag: str
    sentences: Mapping[str, Sequence[str]]
    phrases: Mapping[str, str]
    counted: Mapping[str, Mapping[str, str]]
    weekdays: Sequence[str]
    months: Sequence[str]

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read the file of a language."""
        return cls(tag=file.stem, **json.loads(file.read_text(encoding="utf-8")))

    def say(self, phrase: str, **filled: str | int) -> str:
        """Return a phrase."""
        return self.phrases[phrase].format(**filled)

    def count(self, phrase: str, number: int, **filled: str) -> str:
        """Return a phrase with a number in it, from 1 on."""
        return self.counted[phrase][plural(self.tag, number)].format(n=number, **filled)

    def enumerate(self, items: Sequence[str], number: int) -> str:
        """Return the first few of so many in a row, and how many others there are."""
        named = [*items[:FEW]]
        if others := number - len(named):
            named.append(self.count("others", others))
        *first, last = named
        return self.say("two", first=", ".join(first), last=last) if first else last

    def time(self, moment: datetime) -> str:
        """Return the time of day of a local moment."""
        return self.say("time", hour=moment.hour, minute=moment.minute)

    def moment(self, moment: datetime, now: datetime) -> str:
        """Return when something was; both are local."""
        days = (now.date() - moment.date()).days
        named: dict[str, str | int] = {
            "day": moment.day,
            "month": self.months[moment.month - 1],
            "year": moment.year,
            "weekday": self.weekdays[moment.weekday()],
        }
        phrase = "this_year" if moment.year == now.year else "long_ago"
        if 0 <= days < _A_WEEK:
            phrase = ("today", "yesterday")[days] if days <= 1 else "this_week"
        return self.say(phrase, time=self.time(moment), **named)


def load_languages() -> dict[str, Language]:
    """Read all languages."""
    return {file.stem: Language.load(file) for file in sorted(FOLDER.glob("*.json"))}


def choose_language(languages: Languages, tag: str, country: str | None) -> Language:
    """Return the language that fits best; English where none does."""
    found = language_util.matches(tag, languages, country)
    return languages[found[0] if found else FALLBACK]
