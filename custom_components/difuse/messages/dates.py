"""Days and months as people write them, in the language and the time zone of Home Assistant."""

from datetime import date, datetime, timedelta

from homeassistant.util import dt as dt_util

from .words import Words


def written_day(words: Words, day: date) -> str:
    """Return a day as a title: today, yesterday, or its date with the weekday."""
    today = dt_util.now().date()
    for back, word in enumerate(("today", "yesterday")):
        if day == today - timedelta(days=back):
            return words.say(word)
    return _written(words, "media_day", day)


def written_date(words: Words, day: date) -> str:
    """Return the date of a day."""
    return _written(words, "media_date", day)


def written_moment(words: Words, moment: datetime) -> str:
    """Return date and time of day of a moment."""
    local = dt_util.as_local(moment)
    return words.say("moment", date=written_date(words, local.date()), time=f"{local:%H:%M}")


def short_date(words: Words, day: date) -> str:
    """Return the date of a day, as short as may be: tiles have little room."""
    return _written(words, "media_date", day, months="media_short_months")


def written_month(words: Words, day: date) -> str:
    """Return the month of a day, as a title."""
    return _written(words, "media_month", day, months="media_month_titles")


def _written(words: Words, key: str, day: date, *, months: str = "media_months") -> str:
    return words.say(
        key,
        weekday=words.say("media_weekdays").split(", ")[day.weekday()],
        day=day.day,
        month=words.say(months).split(", ")[day.month - 1],
        year=day.year,
    )
