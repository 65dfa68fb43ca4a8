"""JSON as a PBX writes it, whether it answers or pushes: not always quite JSON."""

from collections.abc import Callable
import json


def load_json(body: bytes | bytearray, loads: Callable[[bytes | bytearray], object]) -> object:
    """Parse a body; a spoilt text in it must not hide the rows beside it.

    Asterisk cuts names in the middle of a character. Raise ValueError.
    """
    try:
        return loads(body)
    except ValueError, RecursionError:
        return _load_spoilt(body)


def _load_spoilt(body: bytes | bytearray) -> object:
    try:
        return json.loads(body.decode(errors="replace"), strict=False)
    except RecursionError as err:
        raise ValueError("too many brackets within each other") from err
