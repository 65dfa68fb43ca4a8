"""A PostgreSQL of the test's own: Debian's programs, a folder of its own, a socket in it."""

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import shutil
import subprocess
import tempfile
from typing import Final

import sqlalchemy as sa

_FOLDERS: Final = Path("/usr/lib/postgresql")
_USER: Final = "postgres"


def programs() -> Path | None:
    """Find the newest PostgreSQL on this machine; None where there is none."""
    found = sorted(_FOLDERS.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def reason_to_skip() -> str:
    """Say why there can't be a PostgreSQL here; empty where there can."""
    if programs() is None:
        return "PostgreSQL isn't installed (Debian: apt-get install postgresql)"
    if os.getuid() == 0 and not shutil.which("runuser"):
        return "PostgreSQL doesn't run as root, and there is no runuser"
    return ""


@contextmanager
def running_postgres() -> Iterator[str]:
    """Run a server that listens on a socket only; give the URL of its databases, up to the name."""
    where = programs()
    assert where is not None
    with tempfile.TemporaryDirectory(prefix="difuse-pg-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        if os.getuid() == 0:
            shutil.chown(folder, _USER)
        _run(where / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-N", "-E", "UTF8")
        options = f"-c listen_addresses= -c fsync=off -k {folder}"
        control = (where / "pg_ctl", "-D", data, "-w")
        _run(*control, "-o", options, "-l", data / "log", "start")
        try:
            yield f"postgresql://{_USER}@/NAME?host={folder}"
        finally:
            _run(*control, "-m", "immediate", "stop")


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """Make a database of this name, and drop it in the end; give its URL."""
    engine = sa.create_engine(server.replace("NAME", _USER), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield server.replace("NAME", name)
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


def _run(*command: str | Path) -> None:
    """Run a program, as PostgreSQL's own user where we are root."""
    prefix = ("runuser", "-u", _USER, "--") if os.getuid() == 0 else ()
    subprocess.run(  # noqa: S603  programs of the system
        [*prefix, *map(str, command)],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
    )
