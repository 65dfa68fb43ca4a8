"""Faults on request: which requests go wrong, and in what way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
import math
import random
import re

FOREVER = math.inf


class Fault(StrEnum):
    """Everything that can come instead of a good answer."""

    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    RATE_LIMITED = "429"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    LOGIN_PAGE = "login-page"
    REDIRECT = "redirect"
    EMPTY_BODY = "empty-body"
    TRUNCATED_JSON = "truncated-json"
    NOT_JSON = "not-json"
    BAD_UTF8 = "bad-utf8"
    DEEP_JSON = "deep-json"
    JSON_LIST = "json-list"
    JSON_STRING = "json-string"
    JSON_NUMBER = "json-number"
    JSON_NULL = "json-null"
    JSON_ERROR = "json-error"
    DATA_MISSING = "data-missing"
    DATA_NOT_A_LIST = "data-not-a-list"
    WRONG_CONTENT_TYPE = "wrong-content-type"
    ENDLESS = "endless"
    HUGE = "huge"
    GZIP_BOMB = "gzip-bomb"
    DRIP = "drip"
    SLOW = "slow"
    HANG = "hang"
    RESET_BEFORE = "reset-before"
    RESET_DURING = "reset-during"
    CLOSE_BEFORE = "close-before"


@dataclass(slots=True)
class FaultRule:
    """One arranged fault; `hits` counts how often it came true.

    `delay` is seconds: how long SLOW waits, and how long DRIP waits between bytes.
    `retry_after` is the header of RATE_LIMITED, `mebibytes` the size of HUGE and GZIP_BOMB.
    """

    fault: Fault
    left: float
    probability: float = 1.0
    match: str = ""
    skip: int = 0
    delay: float = 1.0
    retry_after: int | None = 120
    mebibytes: int = 1024
    hits: int = 0

    def applies(self, target: str, chance: random.Random) -> bool:
        """Return whether this request goes wrong; counts it if so."""
        if self.left <= 0 or not re.search(self.match, target):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.probability < 1.0 and chance.random() >= self.probability:
            return False
        self.left -= 1
        self.hits += 1
        return True


class Faults:
    """The faults that are arranged; the first rule that applies wins."""

    def __init__(self, seed: int = 0) -> None:
        """Nothing goes wrong until told; `seed` makes probabilities repeatable."""
        self.rules: list[FaultRule] = []
        self._chance = random.Random(seed)

    def add(
        self,
        fault: Fault,
        *,
        times: float | None = None,
        probability: float = 1.0,
        match: str = "",
        skip: int = 0,
        delay: float = 1.0,
        retry_after: int | None = 120,
        mebibytes: int = 1024,
    ) -> FaultRule:
        """Arrange a fault for requests whose path and query match a regular expression.

        Without `times` it happens once, or for ever when a probability is given.
        The first `skip` matching requests are spared.
        """
        if times is None:
            times = 1 if probability >= 1.0 else FOREVER
        rule = FaultRule(fault, times, probability, match, skip, delay, retry_after, mebibytes)
        self.rules.append(rule)
        return rule

    def remove(self, rule: FaultRule) -> None:
        """Take one rule back, if it is still there."""
        self.rules = [other for other in self.rules if other is not rule]

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.rules.clear()

    def seed(self, seed: int) -> None:
        """Start the sequence of chances again."""
        self._chance.seed(seed)

    def pick(self, target: str) -> FaultRule | None:
        """Return the rule that spoils the request for this path and query."""
        return next((rule for rule in self.rules if rule.applies(target, self._chance)), None)
