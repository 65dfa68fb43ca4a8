"""The mutation score: what is counted, and what is shown."""

import json
from pathlib import Path

import pytest

from tests.mutation.__main__ import show
from tests.mutation.faults import Alike, read_faults

CODE = """
class Talks:
    def xǁTalksǁ_last__mutmut_orig(self, of):
        return of + 1
    def xǁTalksǁ_last__mutmut_1(self, of):
        return of - 1
    def xǁTalksǁ_last__mutmut_2(self, of):
        return of + 2
    def xǁTalksǁ_last__mutmut_3(self, of):
        return None
    def xǁTalksǁ_last__mutmut_4(self, of):
        return of + 0
"""


def test_the_score_is_of_what_was_tried_and_names_what_is_missed_for_no_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls/talks.py").write_text(CODE)
    ends = {1: 1, 2: 0, 3: None, 4: 0}
    found = {f"calls.talks.xǁTalksǁ_last__mutmut_{at}": code for at, code in ends.items()}
    (tmp_path / "calls/talks.py.meta").write_text(json.dumps({"exit_code_by_key": found}))
    where = "calls/talks.py Talks._last"
    reads = ["def f(self, of): return of + 2", "gone"]
    alike = [Alike(where, reads, "Nobody asks for it.")]

    score = show("calls", read_faults(tmp_path), alike)
    said = capsys.readouterr().out
    assert score == pytest.approx(100 / 3)
    assert f"{where}: " in said
    assert "return of + 0  [calls.talks." in said
    assert "return of + 2  [calls.talks." not in said
    assert "this isn't missed: calls/talks.py Talks._last: gone" in said
    assert "33.3 % of 3 faults are found (1 weren't tried)" in said
