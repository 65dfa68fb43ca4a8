"""How long it takes to import the integration's own modules."""

from pathlib import Path
import re
import subprocess
import sys
from typing import Final

from tests.live.hass import REPOSITORY

from .table import Line, middle

_LINE: Final = re.compile(r"import time:\s+(?P<own>\d+) \|\s+\d+ \|\s+(?P<module>\S+)")
_INTEGRATION: Final = Path("custom_components/difuse")
_PLATFORMS: Final = ("sensor", "event", "button", "recorder", "http", "diagnostics", "repairs")
_REST: Final = ("homeassistant.components.rest", "homeassistant.components.rest.sensor")


def measure(*, quick: bool) -> list[Line]:
    """Import in new processes, all that Home Assistant would have imported anyway before it."""
    modules = [".".join(file.with_suffix("").parts) for file in _files()]
    ours: list[float] = []
    rest: list[float] = []
    for _ in range(2 if quick else 9):
        ours.append(_milliseconds(modules, "custom_components"))
        rest.append(_milliseconds(_REST, "homeassistant.components.rest|jsonpath|xmltodict"))
    return [
        Line(
            what="import of the integration's own modules, all of them",
            ours=middle(ours),
            rest=middle(rest),
            unit="ms",
        )
    ]


def _files() -> list[Path]:
    files = (REPOSITORY / _INTEGRATION).rglob("[a-z]*.py")
    return sorted(file.relative_to(REPOSITORY) for file in files)


def _milliseconds(modules: list[str] | tuple[str, ...], counted: str) -> float:
    before = ["homeassistant.bootstrap", *(f"homeassistant.components.{one}" for one in _PLATFORMS)]
    code = "import " + ", ".join([*before, *modules])
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-X", "importtime", "-c", code],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    wanted = re.compile(rf"(?:{counted})(?:\.|$)")
    found = [match for line in done.stderr.splitlines() if (match := _LINE.match(line))]
    return sum(int(match["own"]) for match in found if wanted.match(match["module"])) / 1e3
