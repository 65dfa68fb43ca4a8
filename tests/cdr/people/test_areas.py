"""Where a number is from; the table of areas comes from a program of its own."""

import asyncio
import json
from pathlib import Path
import runpy
import sys
from types import ModuleType

import pytest

from custom_components.difuse.cdr.people import Areas, AreasError, area_table, areas, read_areas

GB = Areas({"4420": "London", "44212": "", "4415": "Somewhere"}, {"DE": "Germany", "GB": "UK"})


@pytest.mark.parametrize(
    ("e164", "is_abroad", "location"),
    [
        ("+442079460123", False, "London"),
        ("+442123456789", False, None),
        ("+447700900123", False, None),
        ("+4930123456", True, "Germany"),
        ("+33142685300", True, None),
        ("+80012345678", True, None),
    ],
)
def test_a_place_is_an_area_at_home_and_a_country_abroad(
    e164: str, is_abroad: bool, location: str | None
) -> None:
    assert GB.location(e164, is_abroad=is_abroad) == location


async def test_areas_are_collected_in_the_language_that_is_asked_for() -> None:
    found = await read_areas("DE", "de")
    assert found.location("+498912345678", is_abroad=False) == "München"
    assert found.location("+442079460123", is_abroad=True) == "Vereinigtes Königreich"
    assert "phonenumbers.geodata" not in sys.modules
    assert not [begin for begin in found.areas if not begin.startswith("49")]


async def test_a_program_that_fails_or_takes_too_long_leaves_places_unknown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    monkeypatch.setattr(areas, "_PROGRAM", str(tmp_path / "none.py"))
    with pytest.raises(AreasError, match="failed"):
        await read_areas("GB", "en")
    monkeypatch.setattr(areas, "_PROGRAM", str(slow))
    monkeypatch.setattr(areas, "LONGEST_SECONDS", 0.1)
    with pytest.raises(AreasError, match="too long"):
        await read_areas("GB", "en")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(AreasError, match="started"):
        await read_areas("GB", "en")


async def test_whoever_stops_waiting_stops_the_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    monkeypatch.setattr(areas, "_PROGRAM", str(slow))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await read_areas("GB", "en")


@pytest.fixture
def geodata(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a few places where all of the world's are, which would stay in memory."""
    data, locale = ModuleType("phonenumbers.geodata"), ModuleType("phonenumbers.geodata.locale")
    areas_of_all = {"4420": {"en": "London", "de": "London (DE)"}, "4930": {"de": "Berlin"}}
    data.GEOCODE_DATA = areas_of_all | {"441481": {"en": "Guernsey"}}  # type: ignore[attr-defined]
    locale.LOCALE_DATA = {  # type: ignore[attr-defined]
        "GB": {"en": "United Kingdom", "de": "Vereinigtes Königreich", "da": "*en"},
        "XX": {"fr": "Rien"},
    }
    monkeypatch.setitem(sys.modules, "phonenumbers.geodata", data)
    monkeypatch.setitem(sys.modules, "phonenumbers.geodata.locale", locale)


@pytest.mark.usefixtures("geodata")
def test_names_are_in_the_language_or_in_english() -> None:
    assert area_table.area_table("GB", "de") == {
        "areas": {"4420": "London (DE)", "441481": "Guernsey"},
        "countries": {"GB": "Vereinigtes Königreich", "XX": ""},
    }
    assert area_table.area_table("GB", "da")["countries"]["GB"] == "United Kingdom"


@pytest.mark.usefixtures("geodata")
def test_the_program_prints_the_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["area_table", "GB", "en"])
    runpy.run_path(area_table.__file__, run_name="__main__")
    assert json.loads(capsys.readouterr().out)["areas"]["4420"] == "London"
