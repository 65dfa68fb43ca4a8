"""Radicale, a real CardDAV server, as a process of its own with a folder of its own."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
import socket
import subprocess
import sys
import time

from aiohttp import ClientSession, encode_basic_auth
import trustme
from yarl import URL

LOGIN = ("alice", "a made-up password")
_MAKE_BOOK = """<?xml version="1.0" encoding="utf-8"?>
<mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop>
<resourcetype><collection/><C:addressbook/></resourcetype><displayname>{}</displayname>
</prop></set></mkcol>"""

_PROGRAM = """
import os, runpy
os.fsync = lambda _: None
runpy.run_module("radicale", run_name="__main__")
"""
"""It would have each card on the disk for good, which takes 20 ms; these are gone soon."""


def vcard(name: str, *lines: str) -> str:
    """Return a card that Radicale takes."""
    uid = name.replace(" ", "-").lower()
    family = name.rpartition(" ")[2]
    each = ("BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"N:{family}", f"FN:{name}", *lines)
    return "\r\n".join([*each, "END:VCARD", ""])


@dataclass
class Radicale:
    """A running server; what is put in it comes over HTTP, as from a phone."""

    session: ClientSession
    url: URL
    books: list[str] = field(default_factory=list)

    async def _send(self, method: str, path: str, body: str = "", **more: str) -> None:
        headers = {"Authorization": encode_basic_auth(*LOGIN), **more}
        async with self.session.request(
            method, self.url / path, data=body.encode(), headers=headers, ssl=False
        ) as response:
            response.raise_for_status()

    async def make_book(self, path: str, name: str, cards: Mapping[str, str]) -> URL:
        """Make an address book with some cards by their names; return its address."""
        await self._send("MKCOL", f"alice/{path}/", _MAKE_BOOK.format(escape(name)))
        self.books.append(path)
        for file, card in cards.items():
            await self.put(path, file, card)
        return self.url / f"alice/{path}/"

    async def make_large_book(self, path: str, cards: Iterable[str]) -> URL:
        """Make an address book of many cards at once; each file is called like its card's UID."""
        kind = {"Content-Type": "text/vcard; charset=utf-8"}
        await self._send("PUT", f"alice/{path}/", "".join(cards), **kind)
        self.books.append(path)
        return self.url / f"alice/{path}/"

    async def put(self, book: str, file: str, card: str) -> None:
        """Add or change a card."""
        await self._send("PUT", f"alice/{book}/{file}.vcf", card)

    async def delete(self, book: str, file: str) -> None:
        """Delete a card."""
        await self._send("DELETE", f"alice/{book}/{file}.vcf")

    async def clear(self) -> None:
        """Delete all books."""
        for book in self.books:
            await self._send("DELETE", f"alice/{book}/")


@contextmanager
def running_radicale(
    folder: Path, port: int, leaf: trustme.LeafCert | None = None
) -> Generator[URL]:
    """Start a server with one user, and wait until it answers."""
    users = folder / "users"
    users.write_text(":".join(LOGIN) + "\n", encoding="utf-8")
    options = {
        "config": "",
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "htpasswd",
        "auth-htpasswd-filename": str(users),
        "auth-htpasswd-encryption": "plain",
        "auth-delay": "0",
        "storage-filesystem-folder": str(folder / "collections"),
    }
    if leaf:
        pem = folder / "server.pem"
        leaf.private_key_and_cert_chain_pem.write_to_path(pem)
        options |= {"server-ssl": "True", "server-certificate": str(pem), "server-key": str(pem)}
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _PROGRAM, *given],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(port)
            yield URL(f"{'https' if leaf else 'http'}://127.0.0.1:{port}")
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    # In a thread's own time: a test may have stopped the event loop's.
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("Radicale doesn't start")
