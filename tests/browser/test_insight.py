"""The cards of the Insight view, with the figures of a simulated PBX."""

import json
from typing import Any

from playwright.async_api import Locator, Page, expect
import pytest

from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx, single

from .axe import Axe
from .board import one_section
from .conftest import AddPbx, Board, Visit
from .office import ALICE, COURIER, SHOWN, place_calls, ring, wait_until_imported
from .screen import DARK, PHONE, Screen

CARD = "difuse-insight-card"
SHOWS = ("period", "heat_map", "days", "times", "callers", "extensions", "repeated", "quiet")
