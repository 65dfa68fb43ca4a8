"""A PostgreSQL of the test's own: Debian's programs, a folder of its own, a socket in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Server:
    """A server that can be stopped and started; ``url`` is that of its databases, up to the name.

    It listens on a socket only.
    """

    folder: Path

    @property
    def url(self) -> str:
        """Return the URL, with NAME in place of a database."""
        return f"postgresql://{_USER}@/NAME?host={self.folder}"

    def initialise(self) -> None:
        """Write what it needs to start."""
        if os.getuid() == 0:
            shutil.chown(self.folder, _USER)
        _run("initdb", "-D", self._data, "-U", _USER, "-A", "trust", "-N", "-E", "UTF8")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-c listen_addresses= -c fsync=off -k {self.folder}"
        self._control("-o", options, "-l", self._data / "log", "start")

    def stop(self) -> None:
        """Stop it at once, as a machine that loses its power."""
        self._control("-m", "immediate", "stop")

    @property
    def is_running(self) -> bool:
        """Return whether it runs."""
        return (self._data / "postmaster.pid").exists()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _control(self, *command: str | Path) -> None:
        _run("pg_ctl", "-D", self._data, "-w", *command)


@contextmanager
def stoppable_postgres() -> Iterator[Server]:
    """Run a server that a test may stop and start."""
    with tempfile.TemporaryDirectory(prefix="difuse-pg-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            if server.is_running:
                server.stop()


@contextmanager
def running_postgres() -> Iterator[str]:
    """Run a server; give the URL of its databases, up to the name."""
    with stoppable_postgres() as server:
        yield server.url


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """Make a database of this name, and drop it in the end; give its URL."""
    url = server.replace("NAME", _USER)
    # A test may have stopped and started the server.
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
    try:
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield server.replace("NAME", name)
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


def _run(name: str, *arguments: str | Path) -> None:
    """Run one of its programs, as PostgreSQL's own user where we are root."""
    where = programs()
    assert where is not None
    prefix = ("runuser", "-u", _USER, "--") if os.getuid() == 0 else ()
    subprocess.run(  # noqa: S603  its own programs
        [*prefix, str(where / name), *map(str, arguments)],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
    )
