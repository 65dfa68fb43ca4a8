"""What runs beside the polls: announcements, what is done in the background, what is watched."""

from .address_books import AddressBooks
from .alarm import Alarm
from .announcements import Announcements
from .background import Background
from .callbacks import Callbacks
from .extensions import Extensions
from .last_sync import LastSync
from .new_day import NewDay
from .places import async_follow_places, places
from .poll_watch import PollWatch
from .push_watch import PushWatch
from .reminders import async_add_reminder

__all__ = [
    "AddressBooks",
    "Alarm",
    "Announcements",
    "Background",
    "Callbacks",
    "Extensions",
    "LastSync",
    "NewDay",
    "PollWatch",
    "PushWatch",
    "async_add_reminder",
    "async_follow_places",
    "places",
]
