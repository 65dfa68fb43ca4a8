"""Who may import whom (design section 1), and that the library needs no Home Assistant."""

import ast
from pathlib import Path
import subprocess
import sys

import pytest

ROOT = Path(__file__).parent.parent / "custom_components" / "difuse"
LIBRARY = ROOT / "pbx"
LIBRARY_FILES = sorted(LIBRARY.glob("*.py"))
FILES = sorted(ROOT.glob("*.py"))
PLATFORMS = {
    "button", "config_flow", "diagnostics", "event", "llm", "logbook", "media_source", "sensor",
    "system_health", "trigger", "condition",
}  # fmt: skip
"""What Home Assistant loads by name."""

LAYERS = ["const", "errors", "store", "memory", "statistics", "coordinator", "entity"]
"""Lower ones never import higher ones."""

LIBRARY_MAY_USE = {"aiohttp", "yarl"}
NEVER = {
    "exceptions": {"*"},
    "models": {"*"},
    "wire": {"client", "calls", "ledger", "sync", "summary"},
    "client": {"calls", "ledger", "sync", "summary"},
    "calls": {"wire", "client", "ledger", "sync", "summary"},
    "ledger": {"client", "sync", "summary"},
    "sync": {"client", "summary"},
}
"""What a file of the library never imports: models, exceptions <- wire <- client and so on."""


def imports(file: Path) -> list[tuple[int, str]]:
    """Give what a file imports, as (level, module); ``from . import x`` gives x."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(0, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.level, node.module))
        elif isinstance(node, ast.ImportFrom):
            found += [(node.level, alias.name) for alias in node.names]
    return found


def siblings(file: Path) -> set[str]:
    """Give the modules beside a file that it imports."""
    return {module.split(".")[0] for level, module in imports(file) if level == 1}


def named(files: list[Path]) -> list[str]:
    return [file.stem for file in files]


@pytest.mark.parametrize("file", LIBRARY_FILES, ids=named(LIBRARY_FILES))
def test_the_library_imports_nothing_above_it_and_little_else(file: Path) -> None:
    for level, module in imports(file):
        top = module.split(".")[0]
        assert level <= 1, module
        if level == 0:
            assert top in sys.stdlib_module_names | LIBRARY_MAY_USE, module
        else:
            assert (LIBRARY / f"{top}.py").is_file(), module


@pytest.mark.parametrize("name", NEVER)
def test_the_library_has_layers(name: str) -> None:
    beside = siblings(LIBRARY / f"{name}.py")
    assert not (beside if "*" in NEVER[name] else beside & NEVER[name])


@pytest.mark.parametrize("file", FILES, ids=named(FILES))
def test_platforms_never_import_each_other(file: Path) -> None:
    if file.stem in PLATFORMS:
        assert not siblings(file) & PLATFORMS


@pytest.mark.parametrize("file", FILES, ids=named(FILES))
def test_nobody_imports_the_package_itself(file: Path) -> None:
    for level, module in imports(file):
        assert module not in ("__init__", "custom_components.difuse"), module
        if level == 1:
            top = module.split(".")[0]
            assert (ROOT / f"{top}.py").is_file() or (ROOT / top).is_dir(), module
        else:
            assert level == 0, module


@pytest.mark.parametrize("name", LAYERS)
def test_lower_layers_import_no_higher_ones_and_no_platform(name: str) -> None:
    file = ROOT / f"{name}.py"
    if file.is_file():
        higher = set(LAYERS[LAYERS.index(name) :])
        assert not siblings(file) & (higher | PLATFORMS)


@pytest.mark.parametrize("files", [FILES, LIBRARY_FILES], ids=["integration", "library"])
def test_no_files_import_each_other_in_a_circle(files: list[Path]) -> None:
    needs = {file.stem: siblings(file) - {file.stem} for file in files}
    while free := [name for name, others in needs.items() if not others & set(needs)]:
        for name in free:
            del needs[name]
    assert not needs


_WITHOUT_HOME_ASSISTANT = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("homeassistant", "custom_components"):
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocked())
sys.path.insert(0, sys.argv[1])
import pbx
assert all(hasattr(pbx, name) for name in pbx.__all__)
assert not [name for name in sys.modules if name.startswith("homeassistant")]
print(len(pbx.__all__))
"""


def test_the_library_loads_where_there_is_no_home_assistant() -> None:
    result = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-I", "-W", "error", "-c", _WITHOUT_HOME_ASSISTANT, str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 20
