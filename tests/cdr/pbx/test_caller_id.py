"""The caller's name and number, out of a field that Asterisk escapes and cuts."""

import time

import pytest

from custom_components.difuse.cdr.pbx.wire import read_caller
from tests.cdr.helpers import load_rows, read


@pytest.mark.parametrize(
    ("caller_id", "source", "name", "number"),
    [
        pytest.param('"4001" <4001>', "4001", "4001", "4001", id="the vendor's sample"),
        pytest.param('"Ann Lee" <+4477>', "+4477", "Ann Lee", "+4477", id="as documented"),
        pytest.param('"Ann Lee" <+4477>', "", "Ann Lee", "+4477", id="without source"),
        pytest.param('"Ann Lee" <22>', "+4477", "Ann Lee", "+4477", id="source is preferred"),
        pytest.param('"" <4001>', "4001", "", "4001", id="number without name"),
        pytest.param('"" <>', "", "", "", id="neither"),
        pytest.param("", "", "", "", id="nothing"),
        pytest.param("  ", "", "", "", id="blanks"),
        pytest.param("Ann Lee <4001>", "4001", "Ann Lee", "4001", id="without quotes"),
        pytest.param("4001", "4001", "", "4001", id="a bare number"),
        pytest.param("+4477", "", "", "+4477", id="a bare number without source"),
        pytest.param("Ann Lee", "4001", "Ann Lee", "4001", id="a bare name"),
        pytest.param("<4001>", "", "", "4001", id="only the number"),
        pytest.param('"Alice <100>"', "100", "Alice", "100", id="quotes round the whole"),
        pytest.param('"Alice <100>"', "", "Alice", "100", id="the whole, without source"),
        pytest.param('"Alice <100>" <>', "", "Alice <100>", "", id="no number out of a name"),
        pytest.param('"<100>"', "", "<100>", "", id="quotes round a number in brackets"),
        pytest.param('"Al <1>" <+4477>', "+4477", "Al <1>", "+4477", id="<> in a name"),
        pytest.param("\"A, 'b'; c\" <7>", "7", "A, 'b'; c", "7", id="punctuation"),
        pytest.param('"  A" <7>', "7", "  A", "7", id="leading spaces"),
        pytest.param('"null" <7>', "7", "null", "7", id="null"),
        pytest.param('"张伟 🎉 שלום" <7>', "7", "张伟 🎉 שלום", "7", id="any script"),
        pytest.param(r'"B \"Fix\" S" <7>', "7", 'B "Fix" S', "7", id="escaped once"),
        pytest.param(r'"B \\\"F\\\" S" <7>', "7", 'B "F" S', "7", id="escaped twice"),
        pytest.param(r'"B \\\\\\\"F" <7>', "7", 'B "F', "7", id="and by adaptive ODBC"),
        pytest.param(r'"A\\\\B" <7>', "7", r"A\B", "7", id="a backslash, escaped twice"),
        pytest.param(r'"A\\B" <7>', "7", r"A\B", "7", id="a backslash, escaped once"),
        pytest.param('"Very long na', "+4477", "Very long na", "+4477", id="cut in the name"),
        pytest.param('"Very long', "", "Very long", "", id="cut, number nowhere"),
        pytest.param(r'"Very \"long\"', "7", 'Very "long"', "7", id="cut after a quote"),
        pytest.param('"Very long\\', "7", "Very long", "7", id="cut in an escape"),
        pytest.param('"Zo\ufffd', "7", "Zo", "7", id="cut in a character"),
        pytest.param('"Ann"', "7", "Ann", "7", id="cut before the number"),
        pytest.param('"Ann" <', "7", "Ann", "7", id="cut before the first digit"),
        pytest.param('"Ann" <+44', "+4477", "Ann", "+4477", id="cut in the number"),
        pytest.param('"Bob <1001> and', "7", "Bob <1001> and", "7", id="cut after <>"),
        pytest.param(
            '"Anonymous" <anonymous>',
            "anonymous",
            "Anonymous",
            "",
            id="anonymous, as name and number",
        ),
        pytest.param('"Ann" <+4477>', "anonymous", "Ann", "+4477", id="P-Asserted-Identity"),
    ],
)
def test_name_and_number_are_found(caller_id: str, source: str, name: str, number: str) -> None:
    assert read_caller(caller_id, source) == (name, number)


@pytest.mark.parametrize(
    "nobody",
    [
        "",
        "anonymous",
        "Anonymous",
        "unknown",
        "<unknown>",
        "Restricted",
        "Unavailable",
        "asterisk",
        "s",
        "ANONYMOUS",
    ],
)
def test_c13_nobody_has_no_number(nobody: str) -> None:
    number = nobody.strip("<>")
    assert read_caller(f'"" <{number}>', nobody) == ("", "")
    assert read_caller("", nobody) == ("", "")


@pytest.mark.parametrize("nobody", ["unknown", "Restricted", "Unavailable", "asterisk", "s"])
def test_c13_nobody_has_no_name(nobody: str) -> None:
    assert read_caller(f'"{nobody}" <+4477>', "+4477") == ("", "+4477")


@pytest.mark.parametrize(
    ("db_id", "name", "number"),
    [
        pytest.param(
            1,
            "International Consolidated Widget Manufacturing and Distribution Company of Gr",
            "+447700900012",
            id="cut at 79 bytes",
        ),
        pytest.param(8, '<b>Acme</b> & Sons; "Ltd"', "+447700900013", id="SIP name"),
        pytest.param(11, 'Bob "Fix-It" Smith', "1005", id="configured name"),
        pytest.param(14, "北京办公室", "+447700900011", id="CJK"),
        pytest.param(15, "", "", id="no number at all"),
        pytest.param(440, '"Quoted" All Over "Again"', "+447700900003", id="quotes"),
        pytest.param(455, "", "+447700900002", id="number without name"),
        pytest.param(42, 'Bob "Fix-It" Smith', "+442079460100", id="name of the phone"),
        pytest.param(25, "Anonymous", "", id="anonymous"),
    ],
)
def test_recorded_callers_are_read(db_id: int, name: str, number: str) -> None:
    record = next(read(row) for row in load_rows() if row["db_id"] == db_id)
    assert (record.caller_name, record.caller_number) == (name, number)


@pytest.mark.parametrize(
    "caller_id",
    [
        " " * 254 + '"',
        "a" + " " * 253 + '"',
        '"' + "\\" * 254,
        "<" * 255,
        '"a <b' * 51,
        '"' + "x\\" * 127,
        "x<" * 127,
        '"a"' + " " * 251 + '"',
    ],
    ids=lambda text: text[:3],
)
def test_no_caller_can_hold_the_reader_up(caller_id: str) -> None:
    before = time.perf_counter()
    read_caller(caller_id, "")
    assert time.perf_counter() - before < 0.05
