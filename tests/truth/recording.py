"""A recording: rows that a PBX wrote, and what its phones say of the conversations."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any, Final

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.pbx import WireReader

OF_OTHERS: Final = ("consult", "pickup", "retrieve", "hairpin")
"""Roles of placed calls that are part of another one's conversation."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What people would call one call; ``call_ids`` are those of all its rows."""

    name: str
    scenario: str
    call_id: str
    call_ids: frozenset[str]
    rows: tuple[int, ...]
    direction: str
    outcome: str
    answered_by: tuple[str, ...]
    talk: float

    @property
    def missed(self) -> bool:
        return self.outcome != "answered" and self.direction != "outbound"


@dataclass(frozen=True, slots=True)
class Recording:
    """Rows in the order in which they were written, and the conversations that left any."""

    rows: tuple[dict[str, Any], ...]
    records: tuple[CallRecord, ...]
    conversations: tuple[Conversation, ...]


def load(rows: Path, truth: Path) -> Recording:
    """Read both files."""
    reader = WireReader()
    written = json.loads(rows.read_text(encoding="utf-8"))
    read = [reader.row(row) for row in written]
    records = tuple(record for record in read if isinstance(record, CallRecord))
    placed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in json.loads(truth.read_text(encoding="utf-8")):
        placed[str(one.get("conversation_id", one["gt_id"]))].append(one)
    ids = {record.db_id: record.call_id for record in records}
    found = [_conversation(name, calls, ids) for name, calls in placed.items()]
    return Recording(tuple(written), records, tuple(one for one in found if one.rows))


def _conversation(name: str, placed: list[dict[str, Any]], ids: dict[int, str]) -> Conversation:
    head = next((one for one in placed if one.get("role") not in OF_OTHERS), placed[0])
    rows = {row for one in placed for row in one.get("conversation", one["cdr_row_ids"])}
    call_ids: Iterable[str] = {ids[row] for row in rows}
    if "conversation" not in head:  # the first recording names the others by call id alone
        call_ids = {*call_ids, *head["other_call_ids"]}
    return Conversation(
        name=name,
        scenario=head["scenario"],
        call_id=head["call_id"],
        call_ids=frozenset(call_ids),
        rows=tuple(sorted(rows)),
        direction=head["direction"],
        outcome=head["outcome"],
        answered_by=tuple(who.removeprefix("carrier:") for who in head["answered_by"]),
        talk=head["talk_seconds"],
    )
