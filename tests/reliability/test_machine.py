"""Whatever happens to PBX, network and process: every call is heard, once, in order."""

from hypothesis import HealthCheck, seed, settings
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
@pytest.mark.parametrize("part", range(20))
@pytest.mark.usefixtures("small_pages")
def test_twenty_thousand_stories(lab: Lab, part: int) -> None:
    """A thousand in each part, so that the processors of a machine can share them."""
    run(lab, settings(COMMON, max_examples=1_000, database=None), of_seed=part)


def run(lab: Lab, how: settings, *, of_seed: int = 0) -> None:
    """Run the machine in the lab."""

    @seed(of_seed)
    class Machine(Reliability):
        pass

    Machine.lab = lab
    run_state_machine_as_test(Machine, settings=how)
