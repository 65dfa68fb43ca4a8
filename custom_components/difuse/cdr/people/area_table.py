"""A program that prints one country's areas and all countries' names, as JSON, and ends.

``phonenumbers.geocoder`` takes three seconds and 130 MiB, and its loading stops everything else
in the process for up to 180 ms at a time, in a thread as well: here it is gone afterwards.
Nothing of this library is imported, as nothing of it is needed.
"""

import json
import sys
from typing import TypedDict


class AreaTable(TypedDict):
    """Names in one language, English where there is none."""

    areas: dict[str, str]
    """By how a number of the country begins, without +."""
    countries: dict[str, str]
    """By ISO code."""


def area_table(country: str, language: str) -> AreaTable:
    """Return the areas of a country, or of those that share its code, and all countries."""
    import phonenumbers  # noqa: PLC0415  this takes long, and only this program needs it
    from phonenumbers.geodata import GEOCODE_DATA  # noqa: PLC0415
    from phonenumbers.geodata.locale import LOCALE_DATA  # noqa: PLC0415

    code = str(phonenumbers.country_code_for_region(country))
    areas = {
        begin: _in(language, names)
        for begin, names in GEOCODE_DATA.items()
        if begin.startswith(code)
    }
    countries = {region: _in(language, names) for region, names in LOCALE_DATA.items()}
    return {"areas": areas, "countries": countries}


def _in(language: str, names: dict[str, str]) -> str:
    """Return a name in a language; *xx says that it is the same as in another one."""
    name = names.get(language) or names.get("en", "")
    return names.get(name[1:], "") if name.startswith("*") else name


if __name__ == "__main__":
    print(json.dumps(area_table(*sys.argv[1:])))  # noqa: T201  it is what this program is for
