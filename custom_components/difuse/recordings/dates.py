"""Days and months as people write them, in the language and the time zone of Home Assistant."""

from datetime import date, datetime, timedelta

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..messages import common_word


def day_of(moment: datetime) -> datetime:
    """Return when the local day began in which a moment lies."""
    return dt_util.start_of_local_day(dt_util.as_local(moment).date())


def month_of(moment: datetime) -> datetime:
    """Return when the local month began in which a moment lies."""
    return dt_util.start_of_local_day(dt_util.as_local(moment).date().replace(day=1))


def written_day(hass: HomeAssistant, day: date) -> str:
    """Return a day as a title: today, yesterday, or its date with the weekday."""
    today = dt_util.now().date()
    for back, word in enumerate(("today", "yesterday")):
        if day == today - timedelta(days=back):
            return common_word(hass, word)
    return _written(hass, "media_day", day)


def written_date(hass: HomeAssistant, day: date) -> str:
    """Return the date of a day, as short as may be: tiles have little room."""
    return _written(hass, "media_date", day, months="media_short_months")


def written_month(hass: HomeAssistant, day: date) -> str:
    """Return the month of a day."""
    return _written(hass, "media_month", day)


def _written(hass: HomeAssistant, key: str, day: date, *, months: str = "media_months") -> str:
    return common_word(
        hass,
        key,
        weekday=common_word(hass, "media_weekdays").split(", ")[day.weekday()],
        day=day.day,
        month=common_word(hass, months).split(", ")[day.month - 1],
        year=day.year,
    )
