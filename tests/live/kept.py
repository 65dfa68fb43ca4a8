"""What Home Assistant and the integration hold on the disk, read where no process writes it."""

from collections.abc import Iterator
from contextlib import closing
import json
from pathlib import Path
import sqlite3
from typing import Any

TABLES = ("difuse_leg", "difuse_call", "difuse_party", "difuse_card", "difuse_person")
# By Home Assistant's own design: for a month it knows again what it had under the same ids, and for
# a week the last states of entities that wish to have them.
FORGOTTEN_LATER = {
    "core.entity_registry": ("deleted_entities",),
    "core.device_registry": ("deleted_devices",),
}
STATES = "core.restore_state"
# What it finds in statistics it looks at every five minutes; it is no issue of ours.
ISSUES = "repairs.issue_registry"

type Tables = dict[str, set[tuple[Any, ...]]]


class Storage:
    """The files of one configuration, and the archive of its only entry."""

    def __init__(self, config_dir: Path, entry_id: str) -> None:
        """Take where they are."""
        self.folder = config_dir / ".storage"
        self.archive = self.folder / f"difuse.{entry_id}.db"
        self._recorder = config_dir / "home-assistant_v2.db"
        self.entry_id = entry_id

    def rows(self) -> Tables:
        """Return all that is kept of calls and people, by table; the file must be whole."""
        with closing(sqlite3.connect(self.archive)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return {name: {*db.execute(f"SELECT * FROM {name}")} for name in TABLES}  # noqa: S608

    def size(self) -> int:
        """Return how many bytes the archive takes, with what isn't in its file yet."""
        return sum(file.stat().st_size for file in self.folder.glob(f"{self.archive.name}*"))

    def entities(self) -> set[str]:
        """Return the integration's entities that aren't turned off."""
        file = self.folder / "core.entity_registry"
        listed = json.loads(file.read_text(encoding="utf-8"))["data"]["entities"]
        ours = [one for one in listed if one["platform"] == "difuse" and not one["disabled_by"]]
        return {one["entity_id"] for one in ours}

    def version(self) -> int:
        """Return the version of the archive's tables."""
        with closing(sqlite3.connect(self.archive)) as db:
            version: int = db.execute("SELECT version FROM difuse_schema").fetchone()[0]
            return version

    def statistics(self) -> dict[str, int]:
        """Return the totals in long-term statistics, by what they are of."""
        totals = """SELECT statistic_id, max(coalesce(sum, 0)) FROM statistics_meta m
            LEFT JOIN statistics s ON s.metadata_id = m.id WHERE statistic_id LIKE '%difuse%'
            GROUP BY statistic_id"""
        with closing(sqlite3.connect(self._recorder)) as db:
            return {name: int(total or 0) for name, total in db.execute(totals)}

    def traces(self) -> list[str]:
        """Return where files speak of the integration or its entry, but as Home Assistant does."""
        found = [file.name for file in self.folder.iterdir() if file.name.startswith("difuse")]
        for file in sorted(self.folder.iterdir()):
            if file.suffix in {".db", ".db-wal", ".db-shm"} or file.name == STATES:
                continue
            data = json.loads(file.read_text(encoding="utf-8"))["data"]
            if file.name == ISSUES:
                data = [one for one in data["issues"] if one["domain"] == "difuse"]
            for name in FORGOTTEN_LATER.get(file.name, ()):
                assert data.pop(name), "it isn't kept any more"
            found += [f"{file.name}{path}" for path in self._mentions(data)]
        return found

    def _mentions(self, data: object, path: str = "") -> Iterator[str]:
        if isinstance(data, dict):
            for key, value in data.items():
                yield from self._mentions(key, path)
                yield from self._mentions(value, f"{path}.{key}")
        elif isinstance(data, list):
            for number, value in enumerate(data):
                yield from self._mentions(value, f"{path}[{number}]")
        elif isinstance(data, str) and ("difuse" in data.lower() or self.entry_id in data):
            yield f"{path}: {data}"
