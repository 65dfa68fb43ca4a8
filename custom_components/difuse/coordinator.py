"""The coordinator: has the feed read the PBX, and keeps a picture of the archive for entities."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util
from sqlalchemy import Connection

from .cdr.archive import Archive, mark_number_seen, mark_seen
from .cdr.database import Database, DatabaseError
from .cdr.pbx import PbxError
from .connection import create_client, create_feed, create_session, numbering
from .const import CONF_PUSH_ONLY, DOMAIN, LOGGER, POLL_INTERVAL, signal_sync
from .extensions import added_extensions
from .running import (
    AddressBooks,
    Announcements,
    Background,
    Callbacks,
    Extensions,
    PollWatch,
    PushWatch,
    async_follow_places,
    places,
)
from .snapshot import IMPORTED, Snapshot
from .statistics import CallStatistics
from .storage import archive_error

type DifuseConfigEntry = ConfigEntry[DifuseCoordinator]


class DifuseCoordinator(DataUpdateCoordinator[Snapshot]):
    """Polls one PBX; calls that are new are announced by signal, once each.

    Nothing is announced, and no poll made, before ``async_arm``: only then automations listen.
    """

    config_entry: DifuseConfigEntry

    def __init__(
        self, hass: HomeAssistant, entry: DifuseConfigEntry, database: Database, pushes: PushWatch
    ) -> None:
        """Take the database of this entry's calls; nothing is read yet."""
        self.is_push_only = bool(entry.data.get(CONF_PUSH_ONLY))
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=DOMAIN,
            update_interval=None if self.is_push_only else POLL_INTERVAL,
            always_update=False,
        )
        self.client = create_client(create_session(hass), entry.data)
        read = numbering(hass, entry.options, places(hass).areas)
        self.archive = Archive(database, entry.entry_id, read)
        self.feed = create_feed(self.client, self.archive, entry)
        self.statistics = CallStatistics(hass, entry, self.archive)
        self.books = AddressBooks(hass, entry, self.archive, self.async_publish)
        self._extensions = Extensions(hass, entry, self.archive, self.async_publish)
        self.searching = asyncio.Lock()
        self.last_sync: datetime | None = None
        self.pushes, self._polls = pushes, PollWatch(hass, entry.entry_id)
        self._announcements = Announcements(hass, entry.entry_id, self.feed, self._settle)
        self._background = Background(hass, self.feed, self.async_publish)
        self._callbacks = Callbacks(
            hass, entry.entry_id, self.archive, lambda: self.data, self._look_for_callbacks
        )

    @property
    def is_connected(self) -> bool:
        """Return whether the PBX answers polls, or at least pushes."""
        return self.last_update_success or self.pushes.is_recent

    @property
    def is_armed(self) -> bool:
        """Return whether calls that come in now would be announced."""
        return self._announcements.is_on

    @override
    async def _async_setup(self) -> None:
        """Open the archive; at the very first time, read the PBX's newest rows as past."""
        try:
            await self._polls.open(self.feed)
            await self._extensions.open()
        except DatabaseError as err:
            raise self._archive_error(err) from err

    @callback
    def async_arm(self, _: HomeAssistant) -> None:
        """Begin to poll and to announce: Home Assistant has started, the event entity is there."""
        hass, entry = self.hass, self.config_entry
        entry.async_on_unload(async_track_time_change(hass, self.async_publish, 0, 0, 0))
        entry.async_on_unload(hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self.async_disarm))
        self._announcements.start()
        entry.async_on_unload(self._callbacks.start(is_current=self.is_push_only))
        self._background.start()
        self.books.start()
        self.pushes.start(self.async_update_listeners)
        self.statistics.start()
        entry.async_create_background_task(
            hass, self.async_refresh(), f"{DOMAIN} first poll", eager_start=True
        )
        async_follow_places(hass, entry, self.feed)

    async def async_disarm(self, _: object = None) -> None:
        """Announce no more: soon nobody would notice, or somebody else announces it."""
        self._announcements.stop()
        self._callbacks.stop()
        self._background.stop()
        self.books.stop()
        self.pushes.stop()
        try:
            await self.feed.close()
            await self._callbacks.write_down()
        except DatabaseError:
            LOGGER.debug("The archive couldn't be written at the end", exc_info=True)

    @override
    async def _async_update_data(self) -> Snapshot:
        if not self.is_armed or self.is_push_only:
            return await self._look()
        self._callbacks.is_current = False
        try:
            polled = await self.feed.poll()
        except PbxError as err:
            # What is due is announced while the entities are still available.
            await self.async_deliver()
            raise self._polls.note_failure(err) from err
        except DatabaseError as err:
            raise self._archive_error(err) from err
        self._callbacks.is_current = True
        self._polls.note_poll(polled, self.feed)
        self.pushes.note_poll(polled.new_rows)
        self.note_sync()
        return await self._look() if polled.has_changed else self.data

    @override
    async def _async_refresh(
        self,
        log_failures: bool = True,
        raise_on_auth_failed: bool = False,
        scheduled: bool = False,
        raise_on_entry_error: bool = False,
    ) -> None:
        """Refresh, then announce: by then the entities have written themselves available."""
        await super()._async_refresh(
            log_failures, raise_on_auth_failed, scheduled, raise_on_entry_error
        )
        if self.last_update_success:
            await self.async_deliver()
            await self._tell_of_callbacks()

    async def async_deliver(self) -> None:
        """Announce what is due; what can't be written down now is announced later."""
        try:
            await self._announcements.deliver()
        except DatabaseError as err:
            self._archive_error(err)

    async def _settle(self) -> None:
        """Look for further rows of the call that waits; in an outage it is announced as it is."""
        if self.last_update_success and not self.is_push_only:
            await self.async_refresh()
        await self.async_deliver()

    async def _tell_of_callbacks(self) -> None:
        try:
            await self._callbacks.check()
        except DatabaseError as err:
            self._archive_error(err)

    async def _look_for_callbacks(self) -> None:
        """Find out who is called back by now, then tell of it."""
        if self.is_push_only:
            await self._tell_of_callbacks()
        else:
            await self.async_refresh()

    async def async_mark_missed_calls_seen(self, number: str | None = None) -> None:
        """Take all missed calls as seen, or those of a number, however it is written.

        Raise HomeAssistantError when that can't be kept.
        """
        if number is None:
            await self.async_change(mark_seen)
        else:
            await self.async_change(mark_number_seen, number, self.archive.numbering.who)

    async def async_change[**P](
        self,
        change: Callable[Concatenate[Connection, int, P], None],
        *args: P.args,
        **more: P.kwargs,
    ) -> None:
        """Change the archive, and show it. Raise HomeAssistantError when that can't be kept."""
        try:
            await self.archive.write(change, *args, **more)
        except DatabaseError as err:
            raise self._archive_error(err) from err
        await self.async_publish()

    async def async_publish(self, _: object = None) -> None:
        """Show what has changed in the archive, or that a new day has begun."""
        before, snapshot = self.data, await self._look()
        if snapshot == before:
            return
        self.data = snapshot
        self.async_update_listeners()
        if before.imported < snapshot.imported == IMPORTED:
            await self.statistics.async_write()
        await self._tell_of_callbacks()

    async def _look(self) -> Snapshot:
        try:
            extensions, people = [*added_extensions(self.config_entry)], self.books.edition
            return await Snapshot.of(self.archive, self.feed, extensions, people)
        except DatabaseError as err:
            raise self._archive_error(err) from err

    @callback
    def note_sync(self) -> None:
        """Note that the PBX gave a sign of life now."""
        self.last_sync = dt_util.utcnow()
        async_dispatcher_send(self.hass, signal_sync(self.config_entry.entry_id))

    def _archive_error(self, err: DatabaseError) -> HomeAssistantError:
        return archive_error(self.hass, self.config_entry, self.archive, err)
