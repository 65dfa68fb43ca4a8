"""The ready dashboard, of which there is one copy that counts: dashboards/calls.yaml."""

from pathlib import Path
from typing import Any, Final

from homeassistant.util.yaml import parse_yaml

FILE: Final = Path(__file__).parents[1] / "dashboards/calls.yaml"


def dashboard() -> dict[str, Any]:
    """Read its configuration."""
    config = parse_yaml(FILE.read_text(encoding="utf-8"))
    assert isinstance(config, dict)
    return config
