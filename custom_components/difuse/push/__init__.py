"""The address to which the PBX pushes, and what becomes of what it sends."""

from .address import (
    CLOUD,
    EXTERNAL,
    INTERNAL,
    AddressError,
    async_forget_cloud_address,
    has_cloud,
    push_secrets,
    push_url,
)
from .endpoint import PushHook
from .inbox import PushInbox

__all__ = [
    "CLOUD",
    "EXTERNAL",
    "INTERNAL",
    "AddressError",
    "PushHook",
    "PushInbox",
    "async_forget_cloud_address",
    "has_cloud",
    "push_secrets",
    "push_url",
]
