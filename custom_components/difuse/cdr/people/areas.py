"""Where a number is from: the area if it is of our own country, else the country."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import sys
from typing import Final

from . import area_table
from .phone_numbers import country_of

LONGEST_SECONDS: Final = 120
"""A small machine takes about 15 seconds."""

_PROGRAM: Final = str(Path(area_table.__file__))


class AreasError(Exception):
    """The areas can't be had; places stay unknown until they are asked for again."""


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas of one country, by how its numbers begin, without +, and countries by ISO code."""

    areas: Mapping[str, str] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)

    def location(self, e164: str, *, is_abroad: bool) -> str | None:
        """Return the area of a number, or its country if it is abroad; None if unknown.

        A mobile number of our own country is from nowhere.
        """
        if is_abroad:
            return self.countries.get(country_of(e164) or "") or None
        digits = e164.removeprefix("+")
        begins = (digits[:length] for length in range(len(digits), 0, -1))
        return next((self.areas[begin] for begin in begins if begin in self.areas), None) or None


async def read_areas(country: str, language: str) -> Areas:
    """Have the areas of a country, by ISO code, collected by a program of its own.

    Raise AreasError.
    """
    try:
        # It finds the packages where we do.
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            _PROGRAM,
            country,
            language,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as err:
        raise AreasError("No program can be started") from err
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            printed, _ = await process.communicate()
    except TimeoutError as err:
        raise AreasError("It took too long") from err
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise AreasError("The program failed")
    return Areas(**json.loads(printed))
