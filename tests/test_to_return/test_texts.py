"""What the list says of a caller: in local time, and nothing of it is markup."""

from datetime import UTC, datetime
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import translation
import pytest

from custom_components.difuse.cdr import OtherEnd
from custom_components.difuse.cdr.callers import MissedCaller
from custom_components.difuse.messages import description_of, summary_of
from custom_components.difuse.messages.to_return import as_markdown
from tests.cdr.helpers import NOON, a_call
from tests.conftest import SetUp
from tests.home import poll
from tests.simulator import SimulatedPbx

from .people import ALICE, items, missed

SHOWN = "+44 7700 900001"


def caller(calls: int = 1, who: str = ALICE, **more: Any) -> MissedCaller:
    """Return somebody who was missed."""
    other = OtherEnd(
        who, more.pop("shown", SHOWN), more.pop("name", None), location=more.pop("location", None)
    )
    return MissedCaller(who, a_call(other=other, **more), calls, NOON)


@pytest.mark.parametrize(
    ("one", "summary"),
    [
        (caller(name="Alice Morgan"), "Alice Morgan"),
        (caller(3, name="Alice Morgan"), "Alice Morgan (3)"),
        (caller(2), f"{SHOWN} (2)"),
        (caller(name="0044 7700 900001"), SHOWN),
        (caller(who="", shown="", name="Anonymous", caller_number=""), "Withheld number"),
        (caller(2, who="", shown="", caller_number=""), "Withheld number (2)"),
        (caller(who="4001", shown="", caller_number="4001"), "4001"),
        (caller(name="*[Prizes](https://evil.example)*"), "*[Prizes](https://evil.example)*"),
    ],
)
async def test_who_it_is(
    hass: HomeAssistant, set_up: SetUp, one: MissedCaller, summary: str
) -> None:
    await set_up()
    assert summary_of(hass, one) == summary


@pytest.mark.parametrize(
    ("one", "lines"),
    [
        (caller(), [SHOWN, "Last called 22 November 2026, 13:00", "Rang 1001"]),
        (
            caller(location="London", called_number="+442079460101", extensions=("600", "1002")),
            [
                f"{SHOWN} (London)",
                "Last called 22 November 2026, 13:00",
                "Rang +442079460101, 600, Anna (1002)",
            ],
        ),
        (
            caller(who="", shown="", caller_number="", extensions=(), called_number="600"),
            ["Last called 22 November 2026, 13:00", "Rang 600"],
        ),
        (
            caller(
                extensions=tuple(str(number) for number in range(2001, 2031)), called_number="2001"
            ),
            [
                SHOWN,
                "Last called 22 November 2026, 13:00",
                "Rang 2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008, …",
            ],
        ),
    ],
)
async def test_number_time_and_where_it_rang(
    hass: HomeAssistant, set_up: SetUp, one: MissedCaller, lines: list[str]
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    await set_up()
    assert description_of(hass, one, {"1002": "Anna"}).split("\n\n") == lines
    await hass.config.async_set_time_zone("UTC")


async def test_a_missed_call_of_a_pbx(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await hass.config.async_set_time_zone("UTC")
    await set_up()
    pbx.call(source="1002", name="Anna Bell", destination="1001", talk=5)
    await poll(hass, freezer)
    start = datetime.now(UTC).replace(second=0)
    missed(
        pbx, "+442079460101", ago=(datetime.now(UTC) - start).total_seconds(), destination="1002"
    )
    await poll(hass, freezer)
    (item,) = await items(hass)
    assert item["description"].split("\n\n")[1:] == [
        f"Last called {start.day} {start:%B %Y, %H:%M}",
        "Rang Anna Bell (1002)",
    ]


async def test_the_words_are_those_of_home_assistants_language(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    await hass.config.async_set_time_zone("UTC")
    await hass.config.async_update(language="de")
    await set_up()
    assert description_of(hass, caller(), {}).split("\n\n")[1:] == [
        "Letzter Anruf: 22. November 2026, 12:00",
        "Geklingelt bei 1001",
    ]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("+44 20 7946 0101", "+44 20 7946 0101"),
        ("(201) 555-0123", "(201) 555-0123"),
        ("Dr. Anna-Lena O'Neill, 2nd floor", "Dr. Anna-Lena O'Neill, 2nd floor"),
        ("*97", r"\*97"),
        ("**97*", r"\*\*97\*"),
        ("[Bank](https://evil.example)", r"\[Bank\](https\://evil\.example)"),
        ("![x](//evil.example/x.png)", r"\!\[x\](//evil\.example/x\.png)"),
        ("<img src=x onerror=alert(1)>", r"\<img src=x onerror=alert(1)\>"),
        ("www.evil.example", r"www\.evil\.example"),
        ("evil@evil.example", r"evil\@evil\.example"),
        ("http://evil.example/a_b_c", r"http\://evil\.example/a\_b\_c"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("`x` ~~y~~ |z| #1 {a} $b$", r"\`x\` \~\~y\~\~ \|z\| \#1 \{a\} \$b\$"),
        ("1. first", r"1\. first"),
        ("12) first", r"12\) first"),
        ("- point", r"\- point"),
        ("+ point", r"\+ point"),
        ("---", r"\---"),
        ("===", r"\==="),
        ("    code\n\nmore", "code more"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_nothing_of_a_text_is_markup(text: str, markdown: str) -> None:
    assert as_markdown(text) == markdown


async def test_the_words_are_translated(hass: HomeAssistant, set_up: SetUp) -> None:
    await set_up()
    words = translation.async_get_cached_translations(hass, "en", "common", "difuse")
    assert words["component.difuse.common.to_return_withheld"] == "Withheld number"
