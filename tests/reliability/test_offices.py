"""Realistic offices: every call is announced once, or rightly silent."""

import asyncio

import pytest

from .offices import Outcome, SimulatedOffice


def assert_nothing_odd(outcome: Outcome) -> None:
    assert outcome.lost == []
    assert outcome.repeated == []
    assert outcome.past == []
    assert outcome.missing == 0
    assert outcome.delays


def test_a_week_of_an_office() -> None:
    """With a reboot, an update, a reset and another box in it, and Home Assistant restarted."""
    outcome = asyncio.run(SimulatedOffice(1, weeks=1).run())
    assert_nothing_odd(outcome)
    assert outcome.calls > 100


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1050))
def test_eight_weeks_of_fifty_offices(seed: int) -> None:
    assert_nothing_odd(asyncio.run(SimulatedOffice(seed, weeks=8).run()))
