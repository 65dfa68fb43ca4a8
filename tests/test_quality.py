"""What is said of Home Assistant's quality scale is so, as far as it can be looked up."""

import ast
from collections.abc import Iterator
from pathlib import Path
import re
from typing import Final

from homeassistant.const import Platform
from homeassistant.util.yaml import load_yaml_dict

REPOSITORY: Final = Path(__file__).parent.parent
INTEGRATION: Final = REPOSITORY / "custom_components" / "difuse"
LINE: Final = re.compile(r"^\| `([a-z-]+)` \| (done|todo|exempt) \| (.+) \|$", re.MULTILINE)
NAMED: Final = re.compile(r"`([\w./-]+[./][\w-]+)(?:::(test_\w+))?`")
PAPER: Final = (REPOSITORY / "docs/quality.md").read_text(encoding="utf-8")
RULES: Final = 54

ERRORS: Final = {
    *("HomeAssistantError", "ServiceValidationError", "UpdateFailed"),
    *("ConfigEntryNotReady", "ConfigEntryAuthFailed", "ConfigEntryError"),
}
CALLED_WITH_AN_ENTRY: Final = {
    *("async_setup_entry", "async_unload_entry", "async_remove_entry", "async_migrate_entry"),
    *("async_remove_config_entry_device", "async_get_config_entry_diagnostics"),
    "async_get_options_flow",
}


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Return what the code consists of, each with the file that it is in."""
    for file in sorted(INTEGRATION.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            yield file.relative_to(INTEGRATION).as_posix(), node


def test_each_rule_has_a_line_that_says_what_the_scale_says() -> None:
    scale = load_yaml_dict(str(INTEGRATION / "quality_scale.yaml"))["rules"]
    lines = LINE.findall(PAPER)
    assert len(lines) == len(scale) == RULES
    assert PAPER.count("\n| `") == RULES
    for rule, status, evidence in lines:
        said = scale[rule] if isinstance(scale[rule], dict) else {"status": scale[rule]}
        assert said["status"] == status, rule
        assert said.get("comment", "") in evidence, rule
        assert status == "done" or said["comment"], rule


def test_the_evidence_is_there() -> None:
    for rule, _, evidence in LINE.findall(PAPER):
        named = NAMED.findall(evidence)
        assert named, rule
        for path, test in named:
            file = REPOSITORY / path
            assert file.exists(), path
            assert not test or f"def {test}(" in file.read_text(encoding="utf-8"), test


def test_whatever_is_raised_for_users_has_a_translation() -> None:
    made = [
        (file, node)
        for file, node in nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS
    ]
    assert made
    for file, node in made:
        assert {"translation_domain", "translation_key"} <= {one.arg for one in node.keywords}, file


def test_whatever_home_assistant_calls_with_an_entry_takes_the_typed_one() -> None:
    found = [
        (file, ast.unparse(node.args))
        for file, node in nodes()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name in CALLED_WITH_AN_ENTRY
    ]
    assert len(found) >= len(CALLED_WITH_AN_ENTRY) - 1  # nothing is to be migrated yet
    assert [file for file, taken in found if "entry: DifuseConfigEntry" not in taken] == []


def test_each_platform_says_how_many_updates_may_run_at_once() -> None:
    platforms = [INTEGRATION / f"{platform}.py" for platform in Platform]
    texts = [file.read_text(encoding="utf-8") for file in platforms if file.exists()]
    assert texts
    assert all("\nPARALLEL_UPDATES = " in text for text in texts)
