"""Made-up statistics under the names that the integration gives to its own."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.live.hass import HassProcess

DAYS: Final = 15
BUSIEST: Final = {"calls": 14, "answered_calls": 9, "missed_calls": 3}
"""The most calls of an hour, all of them and by their outcome."""


def _rows(most: int) -> list[dict[str, Any]]:
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=DAYS)
    rows, total = [], 0
    for hour in range(DAYS * 24):
        total += hour * 7 % (most + 1)
        rows.append({"start": (first + timedelta(hours=hour)).isoformat(), "sum": total})
    return rows


async def import_statistics(hass: HassProcess) -> None:
    """Let the recorder have an office's calls by hour and outcome."""
    for name, most in BUSIEST.items():
        metadata = {
            "has_sum": True,
            "mean_type": 0,
            "name": name,
            "source": "difuse",
            "statistic_id": f"difuse:difuse_pbx_{name}",
            "unit_class": None,
            "unit_of_measurement": "calls",
        }
        await hass.ws_call("recorder/import_statistics", metadata=metadata, stats=_rows(most))
