"""When days and months began, in the time zone of Home Assistant."""

from datetime import datetime

from homeassistant.util import dt as dt_util


def day_of(moment: datetime) -> datetime:
    """Return when the local day began in which a moment lies."""
    return dt_util.start_of_local_day(dt_util.as_local(moment).date())


def month_of(moment: datetime) -> datetime:
    """Return when the local month began in which a moment lies."""
    return dt_util.start_of_local_day(dt_util.as_local(moment).date().replace(day=1))
