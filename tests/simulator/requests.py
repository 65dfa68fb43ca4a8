"""What was asked of the PBX, for tests to count."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class RequestRecord:
    """One request to the PBX; `when` is its true epoch, `bytes_sent` counts head and body."""

    method: str
    path: str
    query: dict[str, str]
    when: float
    headers: dict[str, str] = field(repr=False)
    auth: str | None = None
    status: int | None = None
    bytes_sent: int = 0
    fault: str | None = None
