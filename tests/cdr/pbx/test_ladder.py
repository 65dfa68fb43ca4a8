"""What is said of an answer that isn't JSON: its content type only where that is one."""

import pytest

from custom_components.difuse.cdr.pbx.exceptions import PbxProblem
from custom_components.difuse.cdr.pbx.ladder import unreadable


@pytest.mark.parametrize(
    ("content_type", "said", "problem"),
    [
        ("text/plain", "The PBX sent text/plain instead of records", PbxProblem.CONTENT_TYPE),
        ("no type", "The PBX sent something other than records", PbxProblem.NOT_RECORDS),
        ("text/" + "x" * 41, "The PBX sent something other than records", PbxProblem.NOT_RECORDS),
        ("text/[a](//b)", "The PBX sent something other than records", PbxProblem.NOT_RECORDS),
    ],
)
def test_a_content_type_is_named_where_it_is_one(
    content_type: str, said: str, problem: PbxProblem
) -> None:
    error = unreadable(b"busy", content_type)
    assert (str(error), error.problem) == (said, problem)
