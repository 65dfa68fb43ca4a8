"""Options of every test run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --long and --screenshots."""
    parser.addoption("--long", action="store_true", help="also run tests that take minutes")
    parser.addoption(
        "--screenshots", action="store_true", help="also write the README's pictures to docs"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave long tests out, unless they are asked for."""
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
