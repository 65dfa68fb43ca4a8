"""JSON that isn't quite JSON, as an answer and as a push."""

from collections.abc import Callable
import json

import orjson
import pytest

from custom_components.difuse.cdr.pbx.json_body import load_json

LOADS = pytest.mark.parametrize("loads", [json.loads, orjson.loads], ids=["json", "orjson"])


@LOADS
@pytest.mark.parametrize(
    ("name", "read"),
    [
        pytest.param(b"Zo\xc3\xab", "Zoë", id="whole"),
        pytest.param(b"Zo\xc3", "Zo\ufffd", id="half a letter"),
        pytest.param(b"Zo\xf0\x9f", "Zo\ufffd", id="half an emoji"),
        pytest.param(b"Zo\xff", "Zo\ufffd", id="no UTF-8"),
        pytest.param(b"Zo\\ud83d", "Zo\ud83d", id="half a pair"),
        pytest.param(b"Zo\x01", "Zo\x01", id="a control character"),
    ],
)
def test_c12_a_name_cut_in_a_character_hides_nothing_beside_it(
    name: bytes, read: str, loads: Callable[[bytes | bytearray], object]
) -> None:
    body = b'[{"caller_id": "' + name + b'"}, {"caller_id": "Ann"}]'
    assert load_json(body, loads) == [{"caller_id": read}, {"caller_id": "Ann"}]


@LOADS
@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"a=1", b"[" * 200_000])
def test_what_is_no_json_is_a_value_error(
    body: bytes, loads: Callable[[bytes | bytearray], object]
) -> None:
    with pytest.raises(ValueError, match=r".+"):
        load_json(body, loads)
