"""Bodies of the PBX's POST and PUT: JSON and both kinds of form data."""

import json

import pytest

from custom_components.difuse.cdr.pbx.exceptions import PbxResponseError
from custom_components.difuse.cdr.pbx.push import parse_body

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=xx"
PARTS = (
    b'--xx\r\nContent-Disposition: form-data; name="call_id"\r\n\r\n1.0\r\n'
    b'--xx\r\nContent-Disposition: form-data; name="source"\r\n\r\nZo\xc3\xab=\r\n--xx--\r\n'
)


@pytest.mark.parametrize(
    ("body", "content_type", "payload"),
    [
        pytest.param(b'{"a": 1}', "application/json", {"a": 1}, id="json"),
        pytest.param(b'\xef\xbb\xbf [{"a": 1}] ', FORM, [{"a": 1}], id="json called a form"),
        pytest.param(b"7", "application/JSON; charset=utf-8", 7, id="json of a number"),
        pytest.param(b'{"a": "Zo\xc3"}', FORM, {"a": "Zo\ufffd"}, id="json, half a character"),
        pytest.param(b"a=1&b=&c=%2B44", FORM, {"a": "1", "b": "", "c": "+44"}, id="form"),
        pytest.param(b"a=1", "", {"a": "1"}, id="form without a type"),
        pytest.param(b"a=Zo%C3", FORM, {"a": "Zo\ufffd"}, id="half a character"),
        pytest.param(
            b"data[0][a]=1&data[0][b]=2&data[1][a]=3",
            FORM,
            {"data": [{"a": "1", "b": "2"}, {"a": "3"}]},
            id="nested form",
        ),
        pytest.param(b"data=x&data[0]=1", FORM, {"data": ["1"]}, id="a text, then a list"),
        pytest.param(b"=1&[]=2&a=3", FORM, {"a": "3"}, id="fields without names"),
        pytest.param(b"a[b][c][d][e]=1", FORM, {"a": {"b": {"c": "1"}}}, id="too deep"),
        pytest.param(PARTS, MULTIPART, {"call_id": "1.0", "source": "Zoë="}, id="multipart"),
    ],
)
def test_a_body_is_read_in_every_encoding(body: bytes, content_type: str, payload: object) -> None:
    assert parse_body(body, content_type, json.loads) == payload


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (b'{"a": ', FORM, "JSON that is cut off"),
        (b"", "application/json", "JSON that is cut off"),
        (b"[" * 20_000, FORM, "JSON that is cut off"),
        (b"[" * 20_001, FORM, "more entries at once"),
        (b"=1&[]=2", FORM, "form data that is broken"),
        (b"", FORM, "neither JSON nor form data"),
        (b"nonsense", "text/plain", "neither JSON nor form data"),
    ],
    ids=["cut json", "no json", "deep json", "many brackets", "no names", "nothing", "text"],
)
def test_a_body_that_cannot_be_read_is_refused(
    body: bytes, content_type: str, message: str
) -> None:
    with pytest.raises(PbxResponseError, match=message):
        parse_body(body, content_type, json.loads)
