"""What reads numbers is loaded with the first number, and not by a start."""

from pathlib import Path
import subprocess
import sys
from typing import Final

from custom_components.difuse.cdr.database import sqlite_engine
from tests.cdr.archives import Kept
from tests.cdr.helpers import leg

_START: Final = """
import sys
from pathlib import Path

from custom_components.difuse.cdr.callers import open_callers
from custom_components.difuse.cdr.calls import CallFilter
from custom_components.difuse.cdr.database import sqlite_engine
from custom_components.difuse.cdr.views import find
from tests.cdr.archives import Kept

kept = Kept(sqlite_engine(Path(sys.argv[1])), country="GB")
print(kept.ask(find, CallFilter(text="79460123"), 9)[0].other.shown)
print(len(kept.ask(open_callers, 9)), kept.marks.reread, "phonenumbers" in sys.modules)
"""


def test_a_start_and_its_questions_load_nothing_that_reads_numbers(tmp_path: Path) -> None:
    file = tmp_path / "calls.db"
    kept = Kept(sqlite_engine(file), country="GB")
    kept.take([leg(1, source="02079460123", disposition="no_answer")])
    kept.engine.dispose()
    started = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", _START, str(file)], capture_output=True, text=True, check=True
    )
    assert started.stdout.splitlines() == ["020 7946 0123", "1 0 False"]
