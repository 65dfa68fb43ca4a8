"""One thing to be done once, later."""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

type Action = Callable[[datetime], Coroutine[Any, Any, None] | None]


AGAIN_AFTER: Final = 60
"""Seconds after which what failed is tried again."""


class Alarm:
    """Does something once after a while; setting it again puts it off."""

    def __init__(self, hass: HomeAssistant, action: Action) -> None:
        """Take what to do; nothing is due yet."""
        self._hass = hass
        self._action: Final = HassJob(action)
        self._cancel: CALLBACK_TYPE | None = None

    @callback
    def set_once(self, delay: float | timedelta) -> None:
        """Do it so much later, unless it is to be done already."""
        if self._cancel is None:
            self.set(delay)

    @callback
    def set(self, delay: float | timedelta) -> None:
        """Do it so much later, in seconds, and not when it was due before."""
        self.stop()
        job = HassJob(self._ring, cancel_on_shutdown=True)
        self._cancel = async_call_later(self._hass, delay, job)

    @callback
    def stop(self) -> None:
        """Don't do it after all."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    @callback
    def _ring(self, now: datetime) -> None:
        self._cancel = None
        self._hass.async_run_hass_job(self._action, now)
