"""The pages for users and operators, and their examples as printed."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
import re
from textwrap import dedent
from typing import Any, Final

from homeassistant.util.yaml import parse_yaml

ROOT: Final = Path(__file__).parents[1]
README: Final = ROOT / "README.md"
_BLOCK: Final = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def page(name: str) -> str:
    """Return the text of a page in ``docs``."""
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """Return a section of a page, up to the next one."""
    return text.split(f"\n## {title}\n")[1].split("\n## ", maxsplit=1)[0]


def users_pages() -> dict[str, str]:
    """Return all that isn't for developers, by what it is called: whatever the README lists."""
    readme = README.read_text(encoding="utf-8")
    listed = section(readme, "Pages").split("For developers")[0]
    return {"README": readme} | {name: page(name) for name in re.findall(r"docs/(.+?)\.md", listed)}


def blocks(text: str, kind: str) -> list[str]:
    """Return the examples of a kind, as somebody would copy them."""
    return [dedent(block) for _, found, block in _BLOCK.findall(text) if found == kind]


@dataclass(frozen=True, slots=True)
class Example:
    """An example in YAML, and the page that has it."""

    page: str
    content: dict[str, Any]


def examples() -> list[Example]:
    """Return what is printed in YAML, on all of these pages."""
    return [
        Example(name, content)
        for name, text in users_pages().items()
        for block in blocks(text, "yaml")
        if isinstance(content := parse_yaml(block), dict)
    ]


def automation(alias: str) -> dict[str, Any]:
    """Return one automation, which may be on several pages."""
    found, *again = [one.content for one in examples() if one.content.get("alias") == alias]
    assert all(one == found for one in again), alias
    return found


def automations() -> dict[str, dict[str, Any]]:
    """Return the automations that tell of calls in general, by their names."""
    named = [one for one in examples() if one.page in ("automations", "actions")]
    names = [one.content["alias"] for one in named if "alias" in one.content]
    return {name: automation(name) for name in names}


async def run(script: str) -> str:
    """Run commands as a person would, in a shell."""
    process = await asyncio.create_subprocess_exec(
        "sh", "-e", "-c", script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    return output.decode()
