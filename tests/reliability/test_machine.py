"""Whatever happens to PBX, network and process: every call is heard, once, in order."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
import pytest

from .machine import Lab, Reliability

COMMON = settings(
    deadline=None,
    stateful_step_count=50,
    suppress_health_check=[*HealthCheck],
    print_blob=True,
)


@pytest.mark.usefixtures("small_pages")
def test_a_hundred_stories_of_fifty_steps(lab: Lab) -> None:
    run(lab, settings(COMMON, max_examples=100, derandomize=True, database=None))


@pytest.mark.long
@pytest.mark.usefixtures("small_pages")
def test_twenty_thousand_stories(lab: Lab) -> None:
    run(lab, settings(COMMON, max_examples=20_000, database=None))


def run(lab: Lab, how: settings) -> None:
    """Run the machine in the lab."""

    class Machine(Reliability):
        pass

    Machine.lab = lab
    run_state_machine_as_test(Machine, settings=how)
