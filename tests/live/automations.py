"""An automation such as a user writes, and what it noted."""

from pathlib import Path

from .note import FILE

NOTE = Path(__file__).parent / "note"
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
    - action: note.write
      data:
        line: "{{{{ trigger.to_state.attributes.caller_number }}}} called"
"""


def write_automation(config_dir: Path) -> None:
    """Put the automation, and the action it uses, where Home Assistant finds them at its start."""
    (config_dir / "automations.yaml").write_text(AUTOMATION)
    use_note(config_dir)


def use_note(config_dir: Path) -> None:
    """Put the action that notes a line where Home Assistant finds it."""
    (config_dir / "custom_components/note").symlink_to(NOTE, target_is_directory=True)
    with (config_dir / "configuration.yaml").open("a") as configuration:
        configuration.write("note:\n")


def heard(config_dir: Path) -> list[str]:
    """Return the callers that the automation ran for, in the order of its runs."""
    file = config_dir / FILE
    lines = file.read_text().splitlines() if file.exists() else []
    return [line.removesuffix(" called") for line in lines]
