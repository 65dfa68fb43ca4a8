"""The coordinator: polls the PBX and keeps the picture of its calls."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, override

from aiohttp import DummyCookieJar
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers.aiohttp_client import async_create_clientsession
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .alarm import Alarm
from .cdr.feed import Harvest, ListState, PbxSync
from .cdr.pbx import PbxAuthenticationError, PbxError
from .connection import create_client
from .const import (
    AUDIT_INTERVAL,
    CONF_ANNOUNCE_MAX_AGE,
    CONF_PUSH_ONLY,
    DEFAULT_ANNOUNCE_MAX_AGE,
    DOMAIN,
    LOGGER,
    POLL_INTERVAL,
    signal_sync,
)
from .delivery import Delivery
from .memory import CallMemory
from .messages import poll_error
from .push_watch import PushWatch
from .snapshot import Snapshot
from .statistics import CallStatistics

PUSH_LASTS: Final = timedelta(minutes=15)
"""So long a push says that the PBX is there, though it can't be polled."""

type DifuseConfigEntry = ConfigEntry[DifuseCoordinator]


class DifuseCoordinator(DataUpdateCoordinator[Snapshot]):
    """Polls one PBX; calls that are new are announced by signal, once each.

    Nothing is announced, and no mark moved, before ``async_arm``: automations
    listen only once Home Assistant has started.
    """

    config_entry: DifuseConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: DifuseConfigEntry,
        memory: CallMemory,
        pushes: PushWatch,
    ) -> None:
        """Take the memory of this entry's calls; nothing is read yet."""
        self.is_push_only = bool(entry.data.get(CONF_PUSH_ONLY))
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=DOMAIN,
            update_interval=None if self.is_push_only else POLL_INTERVAL,
            always_update=False,
        )
        # A PBX's cookies are none of our business: one could log in the next
        # request in place of the credentials.
        session = async_create_clientsession(hass, cookie_jar=DummyCookieJar())
        max_age = entry.options.get(CONF_ANNOUNCE_MAX_AGE, DEFAULT_ANNOUNCE_MAX_AGE)
        self.memory = memory
        self.pushes = pushes
        self.client = create_client(session, entry.data)
        self.sync = PbxSync(self.client.read_page, memory.ledger)
        self.delivery = Delivery(
            hass, entry.entry_id, memory, timedelta(minutes=max_age), self._publish
        )
        self.statistics = CallStatistics(hass, entry, memory, self.delivery, self.client.read_page)
        self.last_sync: datetime | None = None
        self.is_armed = False
        self._has_begun = False
        self._was_refused = False
        self._was_audit = False
        self._is_pushing = False
        self._harvest: Harvest | None = None
        self._audit_due = dt_util.utcnow()
        self._settling = Alarm(hass, self._settle)
        self._silence = Alarm(hass, self._miss_push)

    @property
    def is_heard(self) -> bool:
        """Whether the PBX answers polls, or at least pushes."""
        return self.last_update_success or self._is_pushing

    @callback
    def async_arm(self, _: HomeAssistant) -> None:
        """Begin to announce: Home Assistant has started and the event entity is there."""
        self.is_armed = True
        entry = self.config_entry
        at_midnight = async_track_time_change(self.hass, self._start_day, 0, 0, 0)
        entry.async_on_unload(at_midnight)
        entry.async_on_unload(self._settling.stop)
        entry.async_on_unload(self._silence.stop)
        at_stop = self.hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self.async_disarm)
        entry.async_on_unload(at_stop)
        entry.async_create_background_task(
            self.hass, self.async_refresh(), f"{DOMAIN} first poll", eager_start=True
        )
        self.statistics.start()

    async def async_disarm(self, _: object = None) -> None:
        """Announce no more: soon nobody would hear of it, or somebody else announces it."""
        self.is_armed = False
        if self.is_push_only:
            # No poll would ever find the call that waits for further legs.
            await self.delivery.settle_pushed()
        await self.delivery.close()

    @callback
    def note_push(self) -> None:
        """Take a push for a sign of life: entities are available before its calls come."""
        self._note_sync()
        self._set_pushing(True)
        self._silence.set(PUSH_LASTS)

    @callback
    def _miss_push(self, _: datetime) -> None:
        """Take it that the PBX pushes no more: there may be no poll either that tells."""
        self._set_pushing(False)

    @callback
    def _set_pushing(self, is_pushing: bool) -> None:
        was_heard, self._is_pushing = self.is_heard, is_pushing
        if was_heard != self.is_heard:
            self.async_update_listeners()

    async def async_mark_missed_calls_seen(self) -> None:
        """Take all missed calls as seen."""
        self.memory.summary.mark_seen()
        self._publish()
        await self.delivery.commit()

    @override
    async def _async_update_data(self) -> Snapshot:
        try:
            await self._read()
        except PbxError as err:
            self.memory.ledger.give_up_poll()
            refused, self._was_refused = self._was_refused, isinstance(err, PbxAuthenticationError)
            raise poll_error(err, refused_before=refused) from err
        self._was_refused = False
        if not self.is_push_only:
            self._note_sync()
        return self.memory.snapshot()

    @callback
    def _note_sync(self) -> None:
        self.last_sync = dt_util.utcnow()
        async_dispatcher_send(self.hass, signal_sync(self.config_entry.entry_id))

    async def _read(self) -> None:
        """Read what is due; what came is kept until the entities are available again."""
        if not self._has_begun:
            await self._begin()
        elif self.is_push_only:
            return
        elif not self.is_armed:
            await self.sync.probe()
        else:
            self._was_audit = dt_util.utcnow() >= self._audit_due
            harvest = await self.sync.poll(audit=self._was_audit)
            if harvest.state is ListState.OTHER_PBX:
                fresh = await self.sync.baseline(dt_util.start_of_local_day())
                harvest = replace(fresh, state=ListState.OTHER_PBX)
            if self._was_audit:
                self._audit_due = dt_util.utcnow() + AUDIT_INTERVAL
            self._harvest = harvest

    async def _begin(self) -> None:
        """Read for the first time: a baseline, or the calls that an earlier run announced."""
        try:
            if self.is_push_only:
                self._begin_alone()
            elif self.memory.is_restored:
                self.memory.recall(await self.sync.read_latest())
            else:
                self.memory.begin(await self.sync.baseline(dt_util.start_of_local_day()))
        except PbxAuthenticationError:
            if self._was_refused:
                raise
            self._was_refused = True
            await self._begin()
            return
        if not self.memory.is_restored:
            await self.memory.save()
            if not self.memory.store.is_writable:
                raise ConfigEntryNotReady(
                    translation_domain=DOMAIN, translation_key="store_not_writable"
                )
        self._has_begun = True

    def _begin_alone(self) -> None:
        """Begin without a look at the list: what was before the first push isn't known."""
        if not self.memory.is_restored:
            self.memory.begin(Harvest((), 0, past=()))
            self.memory.summary.since = dt_util.utcnow()

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
        harvest, self._harvest = self._harvest, None
        if harvest is not None:
            self.pushes.note_poll(await self.delivery.deliver(harvest, audited=self._was_audit))
            self._await_settling()

    @callback
    def _await_settling(self) -> None:
        """Look again shortly where the newest call's other legs may be on their way."""
        self._settling.stop()
        if (wait := self.delivery.seconds_to_settle) is not None:
            self._settling.set(wait)

    async def _settle(self, _: datetime) -> None:
        await self.async_refresh()

    @callback
    def _start_day(self, _: datetime) -> None:
        self._publish()

    @callback
    def _publish(self) -> None:
        snapshot = self.memory.snapshot()
        if snapshot != self.data:
            self.data = snapshot
            self.async_update_listeners()
