"""What answered that was no person: voicemail, menus, queues, services."""

from typing import Final

from .. import CallRecord, Reached
from .answers import is_menu_key, order
from .steps import Facts, Step, StepKind, Steps, length

_NAMED: Final = {
    Reached.VOICEMAIL: StepKind.VOICEMAIL,
    Reached.MENU: StepKind.MENU,
    Reached.QUEUE: StepKind.QUEUE,
    Reached.CONFERENCE: StepKind.CONFERENCE,
}
"""What the user says that a service number is."""


def tell_machine(leg: CallRecord, facts: Facts, steps: Steps) -> None:
    """Tell what answered that was no person, as ``reading`` sees it."""
    number, seconds, answers = leg.ended_where, length(leg), facts.answers
    unanswered = answers.unanswered.get(leg.destination)
    named = facts.kind(number)
    if unanswered and unanswered < order(leg) and seconds:
        steps.add(Step(StepKind.VOICEMAIL, leg.destination, seconds))
    elif named in _NAMED:
        steps.add(Step(_NAMED[named], number, seconds))
    elif is_menu_key(leg, answers) and number.isdecimal():
        steps.add(Step(StepKind.CHOICE, number, seconds))
    elif seconds:
        is_place = facts.is_number(number) and answers.numbers.is_inside(number)
        steps.add(Step(StepKind.SERVICE, number if is_place else "", seconds))
