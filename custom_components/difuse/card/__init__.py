"""The dashboard's card, and the websocket commands that it uses."""

from .callbacks import async_setup_callbacks
from .details import async_setup_details
from .finding import async_setup_finding
from .insight import async_setup_insight
from .pbxs import async_setup_pbxs
from .photos import async_setup_photos
from .registration import async_setup_frontend
from .websocket import async_setup_websocket

__all__ = [
    "async_setup_callbacks",
    "async_setup_details",
    "async_setup_finding",
    "async_setup_frontend",
    "async_setup_insight",
    "async_setup_pbxs",
    "async_setup_photos",
    "async_setup_websocket",
]
