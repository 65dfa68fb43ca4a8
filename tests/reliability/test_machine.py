"""Whatever happens to PBX, network and process: every call is heard, once, in order."""

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test
import pytest

from .machine import Reliability

COMMON = settings(
    deadline=None,
    stateful_step_count=50,
    suppress_health_check=[*HealthCheck],
    print_blob=True,
)


def test_a_hundred_stories_of_fifty_steps() -> None:
    run_stories(settings(COMMON, max_examples=100, derandomize=True, database=None))


@pytest.mark.long
@pytest.mark.parametrize("part", range(20))
def test_twenty_thousand_stories(part: int) -> None:
    """A thousand in each part, so that the processors of a machine can share them."""
    run_stories(settings(COMMON, max_examples=1_000, database=None), of_seed=part)


def run_stories(how: settings, *, of_seed: int = 0) -> None:
    """Run the machine."""

    @seed(of_seed)
    class Machine(Reliability):
        pass

    run_state_machine_as_test(Machine, settings=how)
