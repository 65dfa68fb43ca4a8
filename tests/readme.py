"""The examples of the README, as printed."""

from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import parse_yaml

README = Path(__file__).parents[1] / "README.md"


def examples() -> list[dict[str, Any]]:
    """Read the YAML of the section on automations."""
    text = README.read_text(encoding="utf-8")
    section = text.split("## Calls in automations\n")[1].split("\n## ")[0]
    blocks = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
    parsed = [parse_yaml(block) for block in blocks]
    return [example for example in parsed if isinstance(example, dict)]


def reminder() -> dict[str, Any]:
    """Return the automation for callers whom nobody has called back."""
    text = README.read_text(encoding="utf-8")
    section = text.split("## Nothing left unanswered\n")[1].split("\n## ")[0]
    (block,) = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
    parsed = parse_yaml(block)
    assert isinstance(parsed, dict)
    return parsed


def automations() -> dict[str, dict[str, Any]]:
    """Return the automations among them by their names."""
    return {example["alias"]: example for example in examples() if "alias" in example}
