"""The benchmark runs; what it measures is no test, since machines differ."""

import re
import subprocess

from .live.hass import PYTHON, REPOSITORY


def test_a_quick_part_prints_its_lines() -> None:
    done = subprocess.run(  # noqa: S603  our own interpreter
        [PYTHON, "-m", "tests.benchmarks", "--quick", "--only", "per-record"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    head, _, *lines = done.stdout.splitlines()
    assert "verdict" in head
    assert len(lines) == 6
    figures = [line.split("|")[2] for line in lines]
    assert all(re.search(r"\d (µs|ms|bytes) ", figure) for figure in figures)
