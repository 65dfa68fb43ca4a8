"""axe-core looks for what keeps people from using a page."""

from collections.abc import Sequence
from dataclasses import dataclass
import json
from typing import Any, Final

from playwright.async_api import Locator

RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PAGE_RULES: Final = ("region", "page-has-heading-one", "landmark-one-main", "bypass")
"""They are about a whole page, of which an element is a part."""


@dataclass(frozen=True, slots=True)
class Axe:
    """The script of axe-core."""

    script: str

    async def violations(self, element: Locator, ignore: Sequence[str] = ()) -> list[str]:
        """Describe what is wrong in an element, a line for each place; in shadow roots, too."""
        await element.evaluate(f"() => {{ if (!window.axe) {{ {self.script} }} }}")
        disabled = {rule: {"enabled": False} for rule in (*PAGE_RULES, *ignore)}
        options = {
            "runOnly": {"type": "tag", "values": RULES},
            "rules": disabled,
            "resultTypes": ["violations"],
        }
        found: dict[str, Any] = await element.evaluate(
            f"element => axe.run(element, {json.dumps(options)})"
        )
        assert found["passes"], "axe looked at nothing"
        return [
            f"{violation['id']} ({violation['impact']}): {' '.join(map(str, place['target']))}: "
            f"{' '.join(place['failureSummary'].split())}"
            for violation in found["violations"]
            for place in violation["nodes"]
        ]
