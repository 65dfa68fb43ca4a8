"""How polling goes: what is odd about the PBX's answers, and what is wrong with them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.update_coordinator import UpdateFailed

from ..cdr.feed import CallFeed, Polled
from ..cdr.pbx import PbxAuthenticationError, PbxError
from ..const import CLOCK_TOLERANCE, LOGGER
from ..messages import clear_issue, poll_error, raise_issue, words_of


class PollWatch:
    """Tells of one PBX's answers: under Repairs what the user can mend, else once in the log."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Begin to watch one entry."""
        self._hass, self._entry_id = hass, entry_id
        self._was_refused = False
        self._has_skipped = False

    async def open(self, feed: CallFeed) -> None:
        """Have the feed opened. Raise HomeAssistantError for a PBX that can't be read."""
        try:
            try:
                await feed.open()
            except PbxAuthenticationError as err:
                # A PBX that is just booting refuses everybody.
                self.note_failure(err)
                await feed.open()
        except PbxError as err:
            raise self.note_failure(err) from err

    @callback
    def note_failure(self, err: PbxError) -> UpdateFailed | ConfigEntryAuthFailed:
        """Return what to raise for a poll that failed."""
        refused, self._was_refused = self._was_refused, isinstance(err, PbxAuthenticationError)
        return poll_error(words_of(self._hass), err, refused_before=refused)

    async def poll(self, feed: CallFeed, deliver: Callable[[], Awaitable[None]]) -> Polled:
        """Have the feed poll; where the PBX can't be read, deliver what is due nevertheless.

        Raise HomeAssistantError then, and DatabaseError.
        """
        try:
            polled = await feed.poll()
        except PbxError as err:
            await deliver()
            raise self.note_failure(err) from err
        self._note_poll(polled, feed)
        return polled

    @callback
    def _note_poll(self, polled: Polled, feed: CallFeed) -> None:
        self._was_refused = False
        if polled.is_replaced:
            LOGGER.warning("Nothing in the PBX's list of calls was known: it is another list")
            raise_issue(self._hass, self._entry_id, "list_replaced")
        if feed.intake.unreadable and not self._has_skipped:
            self._has_skipped = True
            LOGGER.warning("Some rows that the PBX sends can't be read as calls and are skipped")
        ahead = timedelta(seconds=feed.list.ahead or 0)
        if abs(ahead) > CLOCK_TOLERANCE:
            minutes = str(round(abs(ahead) / timedelta(minutes=1)))
            raise_issue(self._hass, self._entry_id, "clock_off", minutes=minutes)
        else:
            clear_issue(self._hass, self._entry_id, "clock_off")
