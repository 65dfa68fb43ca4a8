"""What is in the file, and what became of the entry."""

import json
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.const import DOMAIN


def has_issue(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> bool:
    return ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}") is not None


def loading(entry: MockConfigEntry) -> ConfigEntryState:
    state: ConfigEntryState = entry.state
    return state


def content(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def change(file: Path, **values: Any) -> None:
    """Write the file with some keys of its envelope or of the state in it changed."""
    stored = json.loads(file.read_text())
    for key, value in values.items():
        (stored if key in stored else stored["data"])[key] = value
    file.write_text(json.dumps(stored))


def change_ledger(file: Path, **values: Any) -> None:
    stored = json.loads(file.read_text())
    stored["data"]["ledger"] |= values
    file.write_text(json.dumps(stored))
