"""An action that writes a line to a file at once: a log is written a moment later, in a thread."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall, callback

FILE = "heard.txt"


async def async_setup(hass: HomeAssistant, config: Any) -> bool:
    """Register the action."""
    file = Path(hass.config.path(FILE)).open("a", buffering=1, encoding="utf-8")  # noqa: ASYNC230, SIM115

    @callback
    def write(call: ServiceCall) -> None:
        file.write(f"{call.data['line']}\n")

    hass.services.async_register("note", "write", write)
    return True
