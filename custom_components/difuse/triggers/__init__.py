"""What runs automations: calls that ended, and what becomes of missed callers."""

from .callbacks import CALLBACK_TRIGGERS
from .calls import CALL_TRIGGERS

__all__ = ["CALLBACK_TRIGGERS", "CALL_TRIGGERS"]
