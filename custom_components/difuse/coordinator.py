"""The coordinator: has the feed read the PBX, and keeps a picture of the archive for entities."""

import asyncio
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .cdr.archive import Archive
from .cdr.database import Database, DatabaseError
from .connection import create_client, create_feed, create_session, numbering
from .const import CONF_PUSH_ONLY, DOMAIN, LOGGER, POLL_INTERVAL
from .extensions import added_extensions
from .messages import words_of
from .running import (
    AddressBooks,
    Announcements,
    Background,
    Callbacks,
    Extensions,
    LastSync,
    NewDay,
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
        self.sync = LastSync(hass, entry.entry_id)
        self.pushes, self._polls = pushes, PollWatch(hass, entry.entry_id)
        self._announcements = Announcements(hass, entry.entry_id, self.feed, self._look_again)
        self._background = Background(
            hass, entry, self.feed, self.async_publish, self.archive_failed
        )
        only = pushes if self.is_push_only else None
        self._days = NewDay(hass, self.archive, only, self.async_publish, self.archive_failed)
        self._callbacks = Callbacks(
            hass, entry.entry_id, self.archive, lambda: self.data, self._look_again
        )

    @property
    def is_connected(self) -> bool:
        """Return whether the PBX answers polls, or at least pushes; if only that, often enough."""
        is_well = self.last_update_success and not self.pushes.is_silent
        return is_well or self.pushes.is_recent

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
            await self._days.look_back()
        except DatabaseError as err:
            raise self.archive_failed(err) from err

    @callback
    def async_arm(self, _: HomeAssistant) -> None:
        """Begin to poll and to announce: Home Assistant has started, the event entity is there."""
        hass, entry = self.hass, self.config_entry
        entry.async_on_unload(self._days.start())
        entry.async_on_unload(hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self.async_disarm))
        entry.async_on_unload(self._callbacks.start(is_current=self.is_push_only))
        for one in (self._announcements, self._background, self.books, self.statistics):
            one.start()
        self.pushes.start(self.async_update_listeners)
        entry.async_create_background_task(
            hass, self.async_refresh(), f"{DOMAIN} first poll", eager_start=True
        )
        async_follow_places(hass, entry, self.feed)

    async def async_disarm(self, _: object = None) -> None:
        """Announce no more: soon nobody would notice, or somebody else announces it."""
        beside = (self._announcements, self._callbacks, self._background, self.books, self.pushes)
        for one in beside:
            one.stop()
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
            # What is due is announced while the entities are still available.
            polled = await self._polls.poll(self.feed, self.async_deliver)
        except DatabaseError as err:
            raise self.archive_failed(err) from err
        self._callbacks.is_current = True
        self.pushes.note_poll(polled.new_rows)
        self.sync.note()
        return await self._look() if polled.has_changed else self.data

    @override
    async def _async_refresh(self, *how: bool, **more: bool) -> None:
        """Refresh, then announce: by then the entities have written themselves available."""
        await super()._async_refresh(*how, **more)
        if self.last_update_success:
            await self.async_deliver()

    async def async_deliver(self) -> None:
        """Announce what is due, then tell who needs nobody any more, and who waits for too long.

        What can't be written down now is announced later.
        """
        try:
            await self._announcements.deliver()
            await self._callbacks.check()
        except DatabaseError as err:
            self.archive_failed(err)

    async def _look_again(self) -> None:
        """Look for what belongs to a call, or to a caller, that waits; in an outage it can't be."""
        if self.last_update_success and not self.is_push_only:
            await self.async_refresh()
        await self.async_deliver()

    async def async_publish(self, _: object = None) -> None:
        """Show what has changed in the archive, or that a new day has begun."""
        before, snapshot = self.data, await self._look()
        if snapshot == before:
            return
        self.data = snapshot
        self.async_update_listeners()
        if before.imported < snapshot.imported == IMPORTED:
            await self.statistics.async_write()
        await self.async_deliver()

    async def _look(self) -> Snapshot:
        try:
            extensions, people = [*added_extensions(self.config_entry)], self.books.edition
            return await Snapshot.of(
                self.archive, self.feed, words_of(self.hass), extensions, people
            )
        except DatabaseError as err:
            raise self.archive_failed(err) from err

    def archive_failed(self, err: DatabaseError) -> HomeAssistantError:
        """Tell what is wrong with the archive, and return what to raise for it."""
        return archive_error(self.hass, self.config_entry, self.archive, err)
