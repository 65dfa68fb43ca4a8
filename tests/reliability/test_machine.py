"""Whatever happens to PBX, network and process: every call is heard, once, in order."""

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test
import pytest

from .machine import Reliability
from .stories import main, story, tell
from .world import World

COMMON = settings(
    deadline=None,
    stateful_step_count=25,
    suppress_health_check=[*HealthCheck],
    print_blob=True,
)


def test_a_hundred_stories_of_twenty_five_steps() -> None:
    run_stories(settings(COMMON, max_examples=100, derandomize=True, database=None))


def test_a_story_is_the_same_again_by_its_number() -> None:
    steps = story(7)
    assert [*map(str, steps)] == [*map(str, story(7))]
    assert [*map(str, steps)] != [*map(str, story(8))]
    assert tell(steps) is None


def test_what_goes_wrong_in_a_story_is_told_with_the_fewest_steps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("burst")

    monkeypatch.setattr(World, "call", refuse)
    assert main(1) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("    ")]
    assert told[0].startswith("    set_up(")


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
