"""How pushing goes: what came, what was refused, and whether it works at all."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import CONF_PUSH_ENABLED, CONF_PUSH_ONLY, LOGGER
from ..messages import clear_issue, raise_issue
from .alarm import Alarm

SILENT_POLLS: Final = 3
SILENT_FOR: Final = timedelta(minutes=5)
"""The PBX pushes every minute; a poll that comes first now and then proves nothing."""

PUSH_LASTS: Final = timedelta(minutes=15)
"""So long a push says that the PBX is there, though it can't be polled."""

MOST_SENDERS: Final = 10
"""So many senders of wrong credentials are named in the log; further ones are only counted."""


class PushWatch:
    """Counts for diagnostics, logs what is worth it, and tells when pushes stay away."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Begin to watch one entry; an issue of an earlier run is none without pushing."""
        self._hass = hass
        self._entry_id, self._title = entry.entry_id, entry.title
        self._senders: set[str | None] = set()
        self._polls = 0
        self._since: datetime | None = None
        self._has_failed = False
        self._has_lacked = False
        is_push_only = bool(entry.data.get(CONF_PUSH_ONLY))
        self.is_on = is_push_only or bool(entry.options.get(CONF_PUSH_ENABLED))
        self._is_expected = self.is_on and not is_push_only
        self.requests = 0
        self.entries = 0
        self.incomplete = 0
        self.last: datetime | None = None
        self.refused: Counter[str] = Counter()
        self._is_recent = False
        self._is_silent = False
        self._silence = Alarm(hass, self._miss)
        self._on_change: Callable[[], None] = lambda: None
        if not self._is_expected:
            clear_issue(hass, entry.entry_id, "push_silent")

    @property
    def is_recent(self) -> bool:
        """Return whether the PBX has pushed a while ago at most."""
        return self._is_recent

    @property
    def is_silent(self) -> bool:
        """Return whether no push came for so long that the PBX seems to be away."""
        return self._is_silent

    @callback
    def start(self, on_change: Callable[[], None]) -> None:
        """Call this whenever pushes stay away, and when they come again."""
        self._on_change = on_change

    @callback
    def stop(self) -> None:
        """Wait for pushes no more."""
        self._silence.stop()

    @callback
    def _miss(self, _: datetime) -> None:
        self._is_recent = False
        self._on_change()

    @callback
    def note_push(self, entries: int, incomplete: int) -> None:
        """Count a request of the PBX; pushing works, whether or not it says enough."""
        self.requests += 1
        self.entries += entries
        self.incomplete += incomplete
        self.last = dt_util.utcnow()
        self._polls, self._since = 0, None
        clear_issue(self._hass, self._entry_id, "push_silent")

    @callback
    def note_life(self) -> None:
        """Take a push for a sign of life; without polls nothing else tells."""
        self._silence.set(PUSH_LASTS)
        if self._is_silent:
            LOGGER.info("%s sends its calls again", self._title)
        if self._is_silent or not self._is_recent:
            self._is_recent, self._is_silent = True, False
            self._on_change()

    @callback
    def note_silence(self) -> None:
        """Tell, once, that no call came on a day on which there used to be some."""
        if self._is_silent or self._is_recent:
            return
        self._is_silent = True
        LOGGER.warning(
            "%s has sent no call for a whole day on which it used to: it may be switched off, or"
            " what it sends doesn't arrive",
            self._title,
        )
        self._on_change()

    @callback
    def note_poll(self, found: int) -> None:
        """Count a poll that found rows which had not been pushed."""
        if not found or not self._is_expected:
            return
        now = dt_util.utcnow()
        self._polls, self._since = self._polls + 1, self._since or now
        if self._polls >= SILENT_POLLS and now - self._since >= SILENT_FOR:
            raise_issue(self._hass, self._entry_id, "push_silent")

    @callback
    def note_refusal(self, status: int) -> None:
        """Count a request that was refused."""
        self.refused[str(status)] += 1

    @callback
    def note_wrong_credential(self, sender: str | None) -> None:
        """Tell of a sender that has no or a wrong credential, once."""
        if sender in self._senders or len(self._senders) >= MOST_SENDERS:
            return
        self._senders.add(sender)
        LOGGER.warning(
            "A push from %s was refused: its API key, bearer token or password is missing or"
            " wrong. Further ones from there are only counted",
            sender or "an unknown address",
        )

    @callback
    def note_incomplete(self, needed: str) -> None:
        """Tell, once, that entries can't be used where there is no polling."""
        if not self._has_lacked:
            LOGGER.warning("Calls are pushed without all that is needed: %s", needed)
        self._has_lacked = True

    @callback
    def note_failure(self, err: Exception) -> None:
        """Tell, once, of an error in this integration; its text could hold what was pushed."""
        if not self._has_failed:
            LOGGER.error("A push could not be processed (%s)", type(err).__name__)
        self._has_failed = True
        LOGGER.debug("A push could not be processed", exc_info=err)
