"""Who may import whom (``docs/architecture.md``), and that the library needs no Home Assistant."""

import ast
from collections.abc import Iterator
from pathlib import Path
import subprocess
import sys

import pytest

ROOT = Path(__file__).parent.parent / "custom_components" / "difuse"
PACKAGE = ("custom_components", "difuse")
FILES = sorted(ROOT.rglob("*.py"))

LIBRARY = "cdr"
"""The room that must never see Home Assistant, with all rooms in it."""

LIBRARY_MAY_USE = {"aiohttp", "phonenumbers", "sqlalchemy", "yarl"}

CDR = {
    *("cdr", "cdr/pbx", "cdr/calls", "cdr/people", "cdr/books", "cdr/database", "cdr/tables"),
    *("cdr/figures", "cdr/callers", "cdr/views", "cdr/archive", "cdr/feed"),
}
BESIDE = {"messages", "running"}
ROOMS: dict[str, set[str]] = {
    "": {
        *(*CDR, *BESIDE, "assist", "card", "flow", "push", "recordings", "selection"),
        *("statistics", "triggers"),
    },
    "assist": {*CDR, "", "selection", "messages"},
    "card": {*CDR, "", "messages", "selection"},
    "flow": {*CDR, "", "messages", "push"},
    "messages": {*CDR, ""},
    "push": {*CDR, *BESIDE, ""},
    "recordings": {*CDR, *BESIDE, "", "selection"},
    "running": {*CDR, "", "messages"},
    "selection": {*CDR, "", "messages"},
    "statistics": {*CDR, "", "messages"},
    "triggers": {*CDR, *BESIDE, "", "selection"},
    "cdr": set(),
    "cdr/pbx": {"cdr"},
    "cdr/calls": {"cdr"},
    "cdr/people": {"cdr", "cdr/calls"},
    "cdr/books": {"cdr", "cdr/pbx", "cdr/people"},
    "cdr/database": set(),
    "cdr/tables": {"cdr", "cdr/calls", "cdr/database"},
    "cdr/figures": {"cdr", "cdr/database", "cdr/tables"},
    "cdr/callers": {
        *("cdr", "cdr/calls", "cdr/people", "cdr/books", "cdr/database", "cdr/tables"),
        "cdr/figures",
    },
    "cdr/views": {"cdr", "cdr/calls", "cdr/tables", "cdr/figures"},
    "cdr/archive": {
        *("cdr", "cdr/calls", "cdr/people", "cdr/database", "cdr/tables", "cdr/figures"),
        "cdr/callers",
    },
    "cdr/feed": {
        *("cdr", "cdr/pbx", "cdr/people", "cdr/tables", "cdr/figures", "cdr/views"),
        "cdr/archive",
    },
}
"""Which rooms a room may import from, besides itself; a folder that isn't named here fails."""

PLATFORMS = {
    "backup",
    "binary_sensor",
    "button",
    "condition",
    "config_flow",
    "diagnostics",
    "event",
    "llm",
    "logbook",
    "media_source",
    "sensor",
    "system_health",
    "todo",
    "trigger",
}
"""What Home Assistant loads by name."""


def room_of(file: Path) -> str:
    """Return the folder of a file, from the integration's own on: "" for that one."""
    return "/".join(file.relative_to(ROOT).parent.parts)


def imported(file: Path) -> Iterator[tuple[Path | None, str]]:
    """Yield what a file imports: the file of this integration, or None, and the module's name."""
    here = (*PACKAGE, *file.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield resolved(alias.name.split(".")), alias.name
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            module = [*base, *(node.module or "").split(".")] if node.module else [*base]
            for alias in node.names:
                target = resolved([*module, alias.name]) or resolved(module)
                yield target, ".".join([*module, alias.name])


def resolved(parts: list[str]) -> Path | None:
    """Return the file that a dotted name stands for, if it is this integration's."""
    if tuple(parts[:2]) != PACKAGE:
        return None
    path = ROOT.joinpath(*parts[2:])
    if path.with_suffix(".py").is_file():
        return path.with_suffix(".py")
    return path / "__init__.py" if (path / "__init__.py").is_file() else None


def named(files: list[Path]) -> list[str]:
    return [str(file.relative_to(ROOT)) for file in files]


each_file = pytest.mark.parametrize("file", FILES, ids=named(FILES))


@each_file
def test_every_file_is_in_a_room_that_is_named_here(file: Path) -> None:
    assert room_of(file) in ROOMS


@each_file
def test_a_file_imports_from_rooms_that_its_own_may_use_and_from_nothing_unknown(
    file: Path,
) -> None:
    allowed = ROOMS[room_of(file)] | {room_of(file)}
    for target, name in imported(file):
        if target is not None:
            assert room_of(target) in allowed, name
        else:
            assert not name.startswith(".".join(PACKAGE)), name


@each_file
def test_nobody_imports_the_integration_itself(file: Path) -> None:
    assert ROOT / "__init__.py" not in [target for target, _ in imported(file)]


@each_file
def test_platforms_never_import_each_other_and_nobody_in_a_room_imports_one(file: Path) -> None:
    platforms = {ROOT / f"{name}.py" for name in PLATFORMS}
    beside = {target for target, _ in imported(file) if target in platforms}
    if file in platforms or room_of(file):
        assert not beside


def test_every_platform_is_there() -> None:
    assert not [name for name in PLATFORMS if not (ROOT / f"{name}.py").is_file()]


library_files = [file for file in FILES if f"{room_of(file)}/".startswith(f"{LIBRARY}/")]


@pytest.mark.parametrize("file", library_files, ids=named(library_files))
def test_the_library_uses_little_from_outside(file: Path) -> None:
    for target, name in imported(file):
        if target is None:
            top = name.split(".")[0]
            assert top in sys.stdlib_module_names | LIBRARY_MAY_USE, name


def test_no_files_import_each_other_in_a_circle() -> None:
    needs = {file: {one for one, _ in imported(file) if one} - {file} for file in FILES}
    while free := [file for file, others in needs.items() if not others & set(needs)]:
        for file in free:
            del needs[file]
    assert not needs


_WITHOUT_HOME_ASSISTANT = """
import importlib
from pathlib import Path
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("homeassistant", "custom_components"):
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocked())
root, library = Path(sys.argv[1]), sys.argv[2]
sys.path.insert(0, str(root))
for file in sorted((root / library).rglob("*.py")):
    parts = file.relative_to(root).with_suffix("").parts
    module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
    assert all(hasattr(module, name) for name in getattr(module, "__all__", ()))
    print(module.__name__)
assert not [name for name in sys.modules if name.startswith("homeassistant")]
"""


def test_every_file_of_the_library_loads_where_there_is_no_home_assistant() -> None:
    result = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-I", "-W", "error", "-c", _WITHOUT_HOME_ASSISTANT, str(ROOT), LIBRARY],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.split()) == len(library_files)
