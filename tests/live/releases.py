"""Releases of the integration: how they are built, and unpacked as the Marketplace does it."""

import json
import os
from pathlib import Path
import shutil
import subprocess
import zipfile

from .hass import REPOSITORY

BEFORE = "5c05df7"
"""The commit that stands for 0.9: the archive's tables had version 1, and were other ones."""

_INTEGRATION = "custom_components/difuse"


def _git(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        ["git", *arguments],  # noqa: S607
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        text=True,
    )


def has_version_before() -> bool:
    """Return whether this repository has the commit; a shallow clone doesn't."""
    return not _git("cat-file", "-e", f"{BEFORE}:{_INTEGRATION}").returncode


def build_version_before(folder: Path) -> Path:
    """Build 0.9."""
    file = folder / "difuse-0.9.zip"
    made = _git("archive", "--format=zip", f"--output={file}", f"{BEFORE}:{_INTEGRATION}")
    assert not made.returncode, made.stderr
    return file


def build_release(folder: Path) -> Path:
    """Build what would be released now."""
    script = REPOSITORY / "scripts/release"
    environment = {**os.environ, "DIFUSE_RELEASE": str(folder)}
    subprocess.run([script], env=environment, check=True, capture_output=True)  # noqa: S603
    return folder / "difuse.zip"


def install(release: Path, config_dir: Path, version: str | None = None) -> None:
    """Unpack a release as the Marketplace does, which puts what was there before aside."""
    uninstall(config_dir)
    folder = config_dir / _INTEGRATION
    with zipfile.ZipFile(release) as packed:
        packed.extractall(folder)
    if version:
        file = folder / "manifest.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | {"version": version}))


def uninstall(config_dir: Path) -> None:
    """Delete the integration's folder."""
    shutil.rmtree(config_dir / _INTEGRATION, ignore_errors=True)
