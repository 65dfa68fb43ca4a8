"""An automation such as a user writes, and what it left in the log."""

from pathlib import Path
import re

EVENT = "event.difuse_pbx_call"

AUTOMATION = f"""
- alias: Tell of calls
  mode: queued
  max: 1000
  triggers:
    - trigger: event.received
      target:
        entity_id: {EVENT}
      options:
        event_type: [answered, no_answer, busy, failed, congestion, cancel, unknown]
  actions:
    - action: system_log.write
      data:
        level: warning
        message: "CALL {{{{ trigger.to_state.attributes.caller_number }}}} CALL"
"""

_HEARD = re.compile(r"CALL (\S+) CALL")


def write_automation(config_dir: Path) -> None:
    """Put the automation where Home Assistant reads it at its next start."""
    (config_dir / "automations.yaml").write_text(AUTOMATION)


def heard(log: str) -> list[str]:
    """Return the callers that the automation ran for, in the order of its runs."""
    return _HEARD.findall(log)
