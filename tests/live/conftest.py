"""Fixtures for tests with a real Home Assistant.

The pytest plugin is made for tests inside Home Assistant. Here it only has to let connections to
this machine through, and must not build a second Home Assistant in this process.
"""

import pytest
import pytest_socket


@pytest.fixture(autouse=True)
def sockets() -> None:
    """Allow connections to 127.0.0.1, the only host that the plugin lets through."""
    pytest_socket.enable_socket()


@pytest.fixture
def enable_custom_integrations() -> None:
    """Do nothing: the real Home Assistant finds custom integrations by itself."""
