"""Address books: added, changed, read every hour, removed; in files and on a real server."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, FormData
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import pytest_socket
import trustme
from yarl import URL

from custom_components.difuse.cdr.books import (
    BookCopy,
    BookError,
    BookProblem,
    RemoteBook,
    contacts_of,
    read_book,
)
from custom_components.difuse.cdr.callers import kept_book
from custom_components.difuse.cdr.callers.persons import cards_of
from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.cdr.people import Contact
from custom_components.difuse.const import DOMAIN
from custom_components.difuse.flow import address_book, book_server_steps
from custom_components.difuse.flow.book_forms import name_of
from custom_components.difuse.running import address_books
from custom_components.difuse.running.background import Background
from tests.cdr.books.radicale import LOGIN, Radicale, running_radicale, vcard
from tests.home import poll
from tests.live.hass import free_port

from .conftest import SetUp

ALICE = vcard("Alice Morgan", "TEL:+44 20 7946 0123")
BOB = vcard("Bob Dunn", "TEL:07700 900123")

LEAF = trustme.CA().issue_cert("127.0.0.1")
"""Made while no clock is stopped."""

type Result = Any


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> Result:
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "address_book"), context={"source": SOURCE_USER}
    )


async def submit(hass: HomeAssistant, result: Result, typed: dict[str, Any] | None) -> Result:
    result = await hass.config_entries.subentries.async_configure(result["flow_id"], typed)
    await hass.async_block_till_done()
    return result


async def choose(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> Result:
    return await submit(hass, await begin(hass, entry), {"next_step_id": kind})


async def upload(client: ClientSessionGenerator, data: bytes) -> str:
    form = FormData()
    form.add_field("file", data, filename="contacts.vcf")
    answer = await (await client()).post("/api/file_upload", data=form)
    file: str = (await answer.json())["file_id"]
    return file


def only_book(entry: MockConfigEntry) -> ConfigSubentry:
    [subentry] = entry.subentries.values()
    return subentry


def server_fields(url: URL, **changes: str) -> dict[str, str]:
    return {"url": str(url), "username": LOGIN[0], "password": LOGIN[1], **changes}


async def contacts(entry: MockConfigEntry) -> list[list[Contact]]:
    """Return who is in each book, as it is kept."""
    archive = entry.runtime_data.archive
    return [
        contacts_of(await archive.read(cards_of, one.data["book"]), one.data["group"])
        for one in entry.get_subentries_of_type("address_book")
    ]


@pytest.fixture
async def loaded(freezer: FrozenDateTimeFactory, set_up: SetUp) -> MockConfigEntry:
    return await set_up()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    pytest_socket.enable_socket()
    with running_radicale(tmp_path_factory.mktemp("radicale"), free_port()) as url:
        yield url


@pytest.fixture
async def server(socket_enabled: None, address: URL) -> AsyncIterator[Radicale]:
    async with ClientSession() as session:
        radicale = Radicale(session, address)
        yield radicale
        await radicale.clear()


async def add_file(
    hass: HomeAssistant, entry: MockConfigEntry, client: ClientSessionGenerator, data: str = ALICE
) -> Result:
    result = await choose(hass, entry, "file")
    typed = {"name": " Mine ", "file": await upload(client, data.encode()), "group": "VIP "}
    return await submit(hass, result, typed)


async def test_a_file_is_added_and_replaced(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    result = await add_file(hass, loaded, hass_client)
    assert (result["type"], result["title"]) == ("create_entry", "Mine")
    assert await contacts(loaded) == [[Contact("Alice Morgan", ("+44 20 7946 0123",), ("VIP",))]]

    subentry = only_book(loaded)
    result = await loaded.start_subentry_reconfigure_flow(hass, subentry.subentry_id)
    assert result["step_id"] == "file"
    result = await submit(hass, result, {"name": "Ours"})
    assert result["reason"] == "reconfigure_successful"
    assert only_book(loaded).title == "Ours"
    assert await contacts(loaded) == [[Contact("Alice Morgan", ("+44 20 7946 0123",))]]

    result = await loaded.start_subentry_reconfigure_flow(hass, subentry.subentry_id)
    file = await upload(hass_client, BOB.encode())
    await submit(hass, result, {"name": "Ours", "file": file, "group": "Firms"})
    assert await contacts(loaded) == [[Contact("Bob Dunn", ("07700 900123",), ("Firms",))]]


async def test_a_file_without_contacts_is_refused(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = await add_file(hass, loaded, hass_client, "not a vCard")
    assert result["errors"] == {"file": "file_no_book"}
    file = await upload(hass_client, b"<?xml cut off")
    result = await submit(hass, result, {"name": "Mine", "file": file})
    assert result["errors"] == {"file": "file_unexpected"}
    monkeypatch.setattr(address_book, "LARGEST_FILE", 10)
    file = await upload(hass_client, ALICE.encode())
    result = await submit(hass, result, {"name": "Mine", "file": file})
    assert result["errors"] == {"file": "file_too_large"}
    result = await submit(hass, result, {"name": "Mine", "file": file})
    assert result["errors"] == {"file": "file_unreachable"}
    assert not loaded.subentries


async def test_a_server_is_read_every_hour_and_a_rename_is_seen(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    loaded: MockConfigEntry,
    server: Radicale,
) -> None:
    book = await server.make_book("friends", "Friends", {"alice": ALICE})
    result = await choose(hass, loaded, "server")
    result = await submit(hass, result, server_fields(server.url, group="VIP"))
    assert (result["type"], result["title"]) == ("create_entry", "Friends")
    assert only_book(loaded).data["url"] == str(book)
    assert await contacts(loaded) == [[Contact("Alice Morgan", ("+44 20 7946 0123",), ("VIP",))]]

    await server.put("friends", "alice", ALICE.replace("FN:Alice Morgan", "FN:Alice Smith"))
    await poll(hass, freezer, 15)
    await poll(hass, freezer, 3601)
    assert (await contacts(loaded))[0][0].name == "Alice Smith"

    again = await choose(hass, loaded, "server")
    again = await submit(hass, again, server_fields(server.url))
    assert (again["type"], again["reason"]) == ("abort", "already_configured")

    subentry = only_book(loaded)
    hass.config_entries.async_remove_subentry(loaded, subentry.subentry_id)
    await poll(hass, freezer, 1)
    assert await contacts(loaded) == []
    left = await loaded.runtime_data.archive.read(kept_book, subentry.data["book"])
    assert left == BookCopy()


async def test_one_of_several_books_is_chosen(
    hass: HomeAssistant, loaded: MockConfigEntry, server: Radicale
) -> None:
    await server.make_book("friends", "Friends", {"alice": ALICE})
    blocked = await server.make_book("blocked", "", {"bob": BOB})
    result = await choose(hass, loaded, "server")
    result = await submit(hass, result, server_fields(server.url))
    assert result["step_id"] == "book"
    result = await submit(hass, result, None)
    result = await submit(hass, result, {"book": str(blocked)})
    assert (result["type"], result["title"]) == ("create_entry", "alice/blocked")
    assert await contacts(loaded) == [[Contact("Bob Dunn", ("07700 900123",))]]


async def test_what_is_wrong_with_a_server_is_said_and_can_be_mended(
    hass: HomeAssistant, loaded: MockConfigEntry, server: Radicale
) -> None:
    book = await server.make_book("friends", "Friends", {"alice": ALICE})
    result = await choose(hass, loaded, "server")
    for typed, errors in (
        (server_fields(URL("ftp://nowhere/")), {"url": "invalid_url"}),
        (server_fields(URL(f"http://127.0.0.1:{free_port()}/")), {"base": "unreachable"}),
        (server_fields(server.url, password="wrong"), {"base": "login"}),
    ):
        result = await submit(hass, result, typed)
        assert (result["step_id"], result["errors"]) == ("server", errors)
    result = await submit(hass, result, server_fields(book))
    assert result["type"] == "create_entry"


async def test_a_saved_password_stays_unless_the_server_is_another_one(
    hass: HomeAssistant, loaded: MockConfigEntry, server: Radicale
) -> None:
    await server.make_book("friends", "Friends", {"alice": ALICE})
    result = await choose(hass, loaded, "server")
    await submit(hass, result, server_fields(server.url))
    subentry = only_book(loaded)
    result = await loaded.start_subentry_reconfigure_flow(hass, subentry.subentry_id)
    typed = {"url": "http://127.0.0.1:1/", "username": LOGIN[0]}
    result = await submit(hass, result, typed)
    assert result["errors"] == {"password": "password_needed"}
    typed = {"url": str(server.url), "username": LOGIN[0], "group": "VIP"}
    result = await submit(hass, result, {**typed, "password": LOGIN[1]})
    assert result["reason"] == "reconfigure_successful"
    result = await loaded.start_subentry_reconfigure_flow(hass, subentry.subentry_id)
    result = await submit(hass, result, {"url": str(server.url), "username": LOGIN[0]})
    assert result["reason"] == "reconfigure_successful"
    assert only_book(loaded).data["password"] == LOGIN[1]
    assert only_book(loaded).data["book"] == subentry.data["book"]


async def test_a_certificate_is_shown_and_pinned(
    hass: HomeAssistant, loaded: MockConfigEntry, socket_enabled: None, tmp_path: Path
) -> None:
    with running_radicale(tmp_path, free_port(), LEAF) as url:
        async with ClientSession() as session:
            server = Radicale(session, url)
            await server.make_book("friends", "Friends", {"alice": ALICE})
            result = await choose(hass, loaded, "server")
            result = await submit(hass, result, server_fields(url))
            assert result["step_id"] == "confirm_certificate"
            assert result["description_placeholders"]["host"] == "127.0.0.1"
            result = await submit(hass, result, None)
            result = await submit(hass, result, {})
            assert result["type"] == "create_entry"
            subentry = only_book(loaded)
            assert len(subentry.data["fingerprint"]) == 64
            # At another port another certificate is shown.
            changed = await loaded.start_subentry_reconfigure_flow(hass, subentry.subentry_id)
            typed = server_fields(URL(f"https://127.0.0.1:{free_port()}/"))
            changed = await submit(hass, changed, typed)
            assert changed["errors"] == {"base": "unreachable"}


def failing(problem: BookProblem) -> Callable[..., Any]:
    async def fail(*_: object) -> None:
        raise BookError(problem)

    return fail


async def test_a_server_that_goes_away_within_the_flow_is_told(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    server: Radicale,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await server.make_book("friends", "Friends", {"alice": ALICE})
    result = await choose(hass, loaded, "server")
    monkeypatch.setattr(book_server_steps, "read_book", failing(BookProblem.TIMEOUT))
    result = await submit(hass, result, server_fields(server.url))
    assert result["errors"] == {"base": "timeout"}
    # It showed a certificate that isn't trusted, and none a moment later.
    monkeypatch.setattr(book_server_steps, "find_books", failing(BookProblem.CERTIFICATE))
    result = await submit(hass, result, server_fields(server.url))
    assert result["errors"] == {"base": "unreachable"}


async def test_nothing_is_added_where_it_cant_be_kept(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: object) -> None:
        raise DatabaseError("full")

    result = await choose(hass, loaded, "file")
    file = await upload(hass_client, ALICE.encode())
    monkeypatch.setattr(loaded.runtime_data.archive, "write", fail)
    result = await submit(hass, result, {"name": "Mine", "file": file})
    assert (result["type"], result["reason"]) == ("abort", "archive_unavailable")


async def test_books_are_added_and_changed_where_the_pbx_is_set_up(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    await add_file(hass, loaded, hass_client)
    await hass.config_entries.async_unload(loaded.entry_id)
    assert (await begin(hass, loaded))["reason"] == "entry_not_loaded"
    result = await loaded.start_subentry_reconfigure_flow(hass, only_book(loaded).subentry_id)
    assert result["reason"] == "entry_not_loaded"


@pytest.fixture
async def remote(hass: HomeAssistant, loaded: MockConfigEntry, server: Radicale) -> MockConfigEntry:
    await server.make_book("friends", "Friends", {"alice": ALICE})
    await submit(hass, await choose(hass, loaded, "server"), server_fields(server.url))
    return loaded


def issues(hass: HomeAssistant) -> list[str | None]:
    found = ir.async_get(hass).issues.values()
    return [issue.translation_key for issue in found if issue.domain == DOMAIN]


@pytest.mark.parametrize(
    ("problem", "readings"), [(BookProblem.LOGIN, 1), (BookProblem.TIMEOUT, 3)]
)
async def test_a_book_that_cant_be_read_says_why_and_keeps_what_it_had(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    remote: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    problem: BookProblem,
    readings: int,
) -> None:
    await poll(hass, freezer, 15)
    with monkeypatch.context() as patch:
        patch.setattr(address_books, "read_book", failing(problem))
        for reading in range(readings):
            assert issues(hass) == [], reading
            await poll(hass, freezer, 3601)
    assert issues(hass) == [f"address_book_{problem}"]
    assert (await contacts(remote))[0][0].name == "Alice Morgan"
    await poll(hass, freezer, 3601)
    assert issues(hass) == []


async def test_the_issue_of_a_book_goes_with_it(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    remote: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(address_books, "read_book", failing(BookProblem.NO_BOOK))
    await poll(hass, freezer, 3601)
    assert issues(hass) == ["address_book_no_book"]
    hass.config_entries.async_remove_subentry(remote, only_book(remote).subentry_id)
    await hass.async_block_till_done()
    assert issues(hass) == []


async def test_the_issues_of_books_go_with_the_entry(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    remote: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(address_books, "read_book", failing(BookProblem.NO_BOOK))
    await poll(hass, freezer, 3601)
    await hass.config_entries.async_remove(remote.entry_id)
    assert issues(hass) == []


async def test_books_that_cant_be_kept_now_are_read_again_later(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    remote: MockConfigEntry,
    server: Radicale,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: object) -> None:
        raise DatabaseError("full")

    await poll(hass, freezer, 15)
    await server.put("friends", "bob", BOB)
    with monkeypatch.context() as patch:
        patch.setattr(remote.runtime_data.books._archive, "write", fail)
        await poll(hass, freezer, 3601)
    await poll(hass, freezer, 3601)
    assert len((await contacts(remote))[0]) == 2


async def test_a_file_is_not_read_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    await add_file(hass, loaded, hass_client)
    await poll(hass, freezer, 3601)
    assert (await contacts(loaded))[0][0].name == "Alice Morgan"


async def test_after_the_end_no_book_is_read(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    remote: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = []

    async def stop(*_: object) -> BookCopy:
        read.append(1)
        remote.runtime_data.books.stop()
        return BookCopy()

    monkeypatch.setattr(address_books, "read_book", stop)
    await poll(hass, freezer, 15)
    await poll(hass, freezer, 3601)
    assert read == [1]


async def test_no_attempt_to_add_a_server_leaves_a_session_behind(
    hass: HomeAssistant, loaded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_server_steps, "find_books", failing(BookProblem.LOGIN))
    result = await choose(hass, loaded, "server")
    before = hass.bus.async_listeners()
    result = await submit(hass, result, server_fields(URL("https://192.0.2.1/")))
    assert result["errors"] == {"base": "login"}
    assert hass.bus.async_listeners() == before


async def test_a_server_that_takes_its_time_holds_up_no_unload(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    remote: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, ended = asyncio.Event(), list[str]()

    async def hang(*_: object) -> BookCopy:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise
        raise AssertionError

    await poll(hass, freezer, 15)
    monkeypatch.setattr(address_books, "read_book", hang)
    freezer.tick(3601)
    async_fire_time_changed(hass)
    await begun.wait()
    # What a stop of Home Assistant waits for. What can wait may be at work; it ends by itself.
    pending = [repr(task) for task in hass._tasks if not task.done()]
    assert not [task for task in pending if Background.__name__ not in task]
    assert await hass.config_entries.async_unload(remote.entry_id)
    assert ended == ["cancelled"]
    assert "Traceback" not in caplog.text


async def test_a_book_that_is_removed_while_it_is_read_leaves_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    remote: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(*args: Any) -> BookCopy:
        begun.set()
        await go_on.wait()
        return replace(await read_book(*args), tag="another")

    await poll(hass, freezer, 15)
    book = only_book(remote).data["book"]
    monkeypatch.setattr(address_books, "read_book", slowly)
    freezer.tick(3601)
    async_fire_time_changed(hass)
    await begun.wait()
    hass.config_entries.async_remove_subentry(remote, only_book(remote).subentry_id)
    freezer.tick(1)
    async_fire_time_changed(hass)
    for _ in range(20):
        await hass.async_add_executor_job(int)
    go_on.set()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await remote.runtime_data.archive.read(kept_book, book) == BookCopy()


async def test_a_book_that_couldnt_be_forgotten_is_forgotten_later(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: object) -> None:
        raise DatabaseError("full")

    await add_file(hass, loaded, hass_client)
    await poll(hass, freezer, 15)
    subentry, archive = only_book(loaded), loaded.runtime_data.archive
    with monkeypatch.context() as patch:
        patch.setattr(archive, "write", fail)
        hass.config_entries.async_remove_subentry(loaded, subentry.subentry_id)
        await poll(hass, freezer, 1)
    assert await archive.read(kept_book, subentry.data["book"]) != BookCopy()
    await poll(hass, freezer, 3601)
    assert await archive.read(kept_book, subentry.data["book"]) == BookCopy()


async def test_nothing_of_an_address_book_is_logged(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    remote: MockConfigEntry,
    server: Radicale,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    await server.put("friends", "bob", BOB)
    await poll(hass, freezer, 3601)
    assert len((await contacts(remote))[0]) == 2
    for private in ("Alice", "7946", "Bob", "900123", LOGIN[1]):
        assert private not in caplog.text


@pytest.mark.parametrize(
    ("address", "name", "called"),
    [
        ("https://cloud/me/friends/", "Friends", "Friends"),
        ("https://cloud/me/friends/", "", "friends"),
        ("https://cloud/", "", "cloud"),
    ],
)
def test_a_book_without_a_name_is_called_like_its_address(
    address: str, name: str, called: str
) -> None:
    assert name_of(RemoteBook(URL(address), name)) == called
