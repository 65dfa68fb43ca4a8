"""What is released: complete, the same bytes each time, under one version and one address."""

from fnmatch import fnmatch
import json
import os
from pathlib import Path
import re
import subprocess
import zipfile

import pytest

REPOSITORY = Path(__file__).parent.parent
INTEGRATION = "custom_components/difuse"
MANIFEST = json.loads((REPOSITORY / INTEGRATION / "manifest.json").read_text())


def git(*arguments: str) -> str:
    return subprocess.run(  # noqa: S603
        ["git", *arguments],  # noqa: S607
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def release(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [REPOSITORY / "scripts" / "release", *arguments],
        env={**os.environ, "DIFUSE_RELEASE": str(folder), **environment},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    said = release(folder)
    assert not said.returncode, said.stderr
    return folder


@pytest.fixture(scope="module")
def installed(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the zip is unpacked into, as the Marketplace does it."""
    hacs = json.loads((REPOSITORY / "hacs.json").read_text())
    assert hacs["zip_release"]
    folder = tmp_path_factory.mktemp("config") / INTEGRATION
    with zipfile.ZipFile(released / hacs["filename"]) as packed:
        assert not [name for name in packed.namelist() if name.startswith("/") or ".." in name]
        packed.extractall(folder)
    return folder


def test_an_unpacked_release_is_a_complete_integration(installed: Path) -> None:
    files = {file.relative_to(installed).as_posix() for file in installed.rglob("*")}
    texts = {f"translations/{file.name}" for file in (installed / "translations").glob("*.json")}
    pictures = {"brand/icon.png", "brand/icon@2x.png", "brand/logo.png", "brand/dark_logo.png"}
    assert files >= {"manifest.json", "__init__.py", "card/www/difuse.js", *pictures, *texts}
    assert "translations/en.json" in texts
    assert json.loads((installed / "manifest.json").read_text())["domain"] == "difuse"
    for script in (installed / "card" / "www").glob("*.js"):
        asked_for = re.findall(r'(?:from|import) "\./([\w-]+\.js)"', script.read_text())
        assert {f"card/www/{name}" for name in asked_for} <= files, script.name
    parts = {part for name in files for part in name.split("/")}
    assert not [part for part in parts if part.startswith("test") or part == "__pycache__"]


def test_a_release_has_all_files_of_the_commit(installed: Path) -> None:
    files = {str(file.relative_to(installed)) for file in installed.rglob("*") if file.is_file()}
    committed = git("ls-tree", "-r", "-z", "--name-only", f"HEAD:{INTEGRATION}")
    assert files == {*committed.strip("\0").split("\0")}


def test_nothing_of_the_integration_is_left_out_by_gitignore() -> None:
    ignored = git("ls-files", "--others", "--ignored", "--exclude-standard", "--", INTEGRATION)
    assert not [name for name in ignored.split() if "__pycache__" not in name]


def test_a_release_is_the_same_bytes_each_time_and_everywhere(
    released: Path, tmp_path: Path
) -> None:
    assert not release(tmp_path, TZ="Asia/Tokyo").returncode
    assert (tmp_path / "difuse.zip").read_bytes() == (released / "difuse.zip").read_bytes()


def test_the_notes_are_what_the_changelog_says_of_the_version(released: Path) -> None:
    notes = (released / "notes.txt").read_text(encoding="utf-8")
    section = git("show", "HEAD:CHANGELOG.md").partition(f"## [{MANIFEST['version']}]")[2]
    assert notes.strip()
    assert notes.strip() in section.partition("\n## ")[0]
    assert "\n[" not in notes


def test_a_tag_of_another_version_is_refused(tmp_path: Path) -> None:
    said = release(tmp_path, "v0.0.1")
    assert said.returncode == 1
    assert "the tag is v0.0.1, but manifest.json says" in said.stderr
    assert not [*tmp_path.iterdir()]


def test_the_version_is_the_newest_of_the_changelog_and_said_nowhere_else() -> None:
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    titles = re.findall(r"^## \[(.+?)\]", changelog, re.MULTILINE)
    assert MANIFEST["version"] in titles[:2]
    assert titles.index(MANIFEST["version"]) == (titles[0] == "Unreleased")
    said = git("grep", "-lF", f'"{MANIFEST["version"]}"', "--", "custom_components")
    assert said.split() == [f"{INTEGRATION}/manifest.json"]


def test_the_store_shows_the_products_name() -> None:
    hacs = json.loads((REPOSITORY / "hacs.json").read_text())
    assert hacs["name"] == MANIFEST["name"]


def test_files_with_the_public_address_are_listed_for_those_who_change_it() -> None:
    paper = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = paper.partition("## The repository's public address")[2]
    listed = re.findall(r"^- `([^`]+)`", section, re.MULTILINE)
    this = Path(__file__).relative_to(REPOSITORY).as_posix()
    found = [name for name in git("grep", "-l", "difuse-community").split() if name != this]
    assert not [name for name in found if not any(fnmatch(name, one) for one in listed)]
    assert not [one for one in listed if not any(fnmatch(name, one) for name in found)]
