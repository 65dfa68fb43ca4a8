"""Packages come as they were when they were locked: each file is known by its hash."""

from pathlib import Path
import re

import pytest

REPOSITORY = Path(__file__).parent.parent
HASHED = re.compile(
    r"(?m)^([\w.-]+)==(\S+)(?: ; [^\n]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
)


def locked(name: str) -> dict[str, str]:
    """Return the versions in the lock, in which nothing is without a hash."""
    text = (REPOSITORY / f"requirements_{name}.txt").read_text(encoding="utf-8")
    rest = HASHED.sub("", text).splitlines()
    assert [line for line in rest if not line.startswith("#")] == []
    found = HASHED.findall(text)
    return {package.lower(): version for package, version, _ in found}


@pytest.mark.parametrize("name", ["hass", "test"])
def test_the_lock_has_what_is_asked_for(name: str) -> None:
    asked = (REPOSITORY / f"requirements_{name}.in").read_text(encoding="utf-8")
    wished = dict(re.findall(r"(?m)^([\w-]+)==(\S+)$", asked))
    assert len(wished) > 10
    there = locked(name)
    assert {one: there.get(one.lower().replace("_", "-")) for one in wished} == wished
