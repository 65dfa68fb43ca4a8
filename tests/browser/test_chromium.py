"""The Chromium that the tests use."""

import asyncio
from pathlib import Path

from .conftest import provided
from .screen import CHROMIUM_FLAGS


async def test_it_leaves_nothing_where_it_is_started(tmp_path: Path) -> None:
    """That is a contributor's checkout."""
    program = provided("DIFUSE_CHROMIUM", "scripts/lib/chromium")
    here, profile = tmp_path / "here", tmp_path / "profile"
    here.mkdir()
    process = await asyncio.create_subprocess_exec(
        program,
        *CHROMIUM_FLAGS,
        "--headless",
        f"--user-data-dir={profile}",
        "--dump-dom",
        "data:text/html,<p>Hello",
        cwd=here,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    answer, _ = await process.communicate()
    assert b"<p>Hello</p>" in answer
    assert [*here.iterdir()] == []
