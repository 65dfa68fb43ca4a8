"""Where the calls of an entry are kept: in a file beside Home Assistant's own, or on a server."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
    EVENT_HOMEASSISTANT_CLOSE,
)
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import STORAGE_DIR
import sqlalchemy as sa

from .cdr.archive import Archive, delete_pbx
from .cdr.calls import NumberPlan
from .cdr.database import (
    Database,
    DatabaseBrokenError,
    DatabaseError,
    postgres_engine,
    put_aside,
    remove,
    sqlite_engine,
)
from .cdr.people import Numbering, PhoneNumbers
from .cdr.tables import drop_tables
from .const import (
    CONF_DATABASE,
    CONF_DATABASE_NAME,
    CONF_POSTGRESQL,
    CONF_TLS,
    DATABASE_POSTGRESQL,
    DOMAIN,
    LOGGER,
    TLS_VERIFIED,
)
from .messages import database_error, raise_issue

_DRIVER: Final = "postgresql+psycopg2"


def create_database(hass: HomeAssistant, entry: ConfigEntry) -> Database:
    """Return the database of an entry; to be called in a thread. Raise DatabaseError, OSError."""
    if uses_postgresql(entry):
        return _on_server(entry)
    path = _path(hass, entry.entry_id)
    path.parent.mkdir(exist_ok=True)
    # Numbers and names are in it.
    path.touch(mode=0o600, exist_ok=True)
    return Database(lambda: sqlite_engine(path))


@callback
def async_close_in_time(hass: HomeAssistant, entry: ConfigEntry, database: Database) -> None:
    """Close a database when its entry is unloaded, or else when Home Assistant has stopped.

    It doesn't unload entries then, and would wait ten seconds for the threads.
    """

    async def close(_: Event) -> None:
        await database.close()

    entry.async_on_unload(database.close)
    entry.async_on_unload(hass.bus.async_listen(EVENT_HOMEASSISTANT_CLOSE, close))


def _on_server(entry: ConfigEntry) -> Database:
    url = postgresql_url(entry.data[CONF_POSTGRESQL])
    return Database(lambda: postgres_engine(url))


def uses_postgresql(entry: ConfigEntry) -> bool:
    """Return whether the calls of an entry are kept on a server."""
    return bool(entry.options.get(CONF_DATABASE) == DATABASE_POSTGRESQL)


def postgresql_url(server: Mapping[str, Any]) -> sa.URL:
    """Return the address of a database on a server, with all that is needed to log in."""
    query = {"sslmode": server[CONF_TLS]}
    if server[CONF_TLS] == TLS_VERIFIED:
        # Else libpq asks for a file of certificates that nobody has.
        query["sslrootcert"] = "system"
    return sa.URL.create(
        _DRIVER,
        username=server[CONF_USERNAME],
        password=server.get(CONF_PASSWORD),
        host=server[CONF_HOST],
        port=int(server[CONF_PORT]),
        database=server[CONF_DATABASE_NAME],
        query=query,
    )


def _path(hass: HomeAssistant, entry_id: str) -> Path:
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry_id}.db"))


@callback
def archive_error(
    hass: HomeAssistant, entry: ConfigEntry, archive: Archive, err: DatabaseError
) -> HomeAssistantError:
    """Tell what is wrong with an archive, and return what to raise for it.

    A file that is broken is put aside; the PBX's list is imported again.
    """
    is_file = not (uses_postgresql(entry) or archive.database.is_closed)
    if is_file and isinstance(err, DatabaseBrokenError):
        hass.async_create_task(_begin_anew(hass, entry, archive), f"{DOMAIN} broken archive")
    return database_error(hass, entry, err)


async def _begin_anew(hass: HomeAssistant, entry: ConfigEntry, archive: Archive) -> None:
    path = _path(hass, entry.entry_id)
    await archive.database.close()
    try:
        aside = await hass.async_add_executor_job(put_aside, path)
    except OSError as err:
        LOGGER.error("The broken archive %s can't be renamed: %s", path.name, err)
        return
    LOGGER.error("The archive of calls was broken; it is %s now", aside.name)
    raise_issue(hass, entry.entry_id, "archive_broken", file=aside.name)
    hass.config_entries.async_schedule_reload(entry.entry_id)


async def async_remove_archive(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete all that is kept of the calls of an entry, on a server that it used before as well."""
    if CONF_POSTGRESQL in entry.data:
        try:
            await _delete_on_server(hass, entry)
        except DatabaseError as err:
            LOGGER.warning("The calls that are kept in PostgreSQL couldn't be deleted: %s", err)
            raise_issue(hass, entry.entry_id, "calls_left", pbx=entry.entry_id)
    try:
        await hass.async_add_executor_job(remove, _path(hass, entry.entry_id))
    except OSError as err:
        LOGGER.warning("The file of calls couldn't be deleted: %s", err.strerror)
        raise_issue(hass, entry.entry_id, "calls_left", pbx=entry.entry_id)


async def _delete_on_server(hass: HomeAssistant, entry: ConfigEntry) -> None:
    database = await hass.async_add_executor_job(_on_server, entry)
    try:
        archive = Archive(database, entry.entry_id, Numbering(PhoneNumbers(None, NumberPlan())))
        await archive.open()
        while await archive.write(delete_pbx):
            pass
        try:
            await database.write(drop_tables)
        except DatabaseError as err:
            # They are somebody else's, or something of the user's is built on them.
            LOGGER.debug("The empty tables in PostgreSQL stay (%s)", err)
    finally:
        await database.close()
