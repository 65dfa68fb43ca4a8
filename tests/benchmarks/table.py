"""The table: one line for each thing measured, with its budget and whether it is met."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Final

HEAD: Final = ("what", "difuse", "REST", "bare", "to REST", "to bare", "budget", "verdict")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure of each contender; ``limit`` is compared with ``judged`` or else with ``ours``."""

    what: str
    ours: float
    unit: str = ""
    rest: float | None = None
    bare: float | None = None
    limit: float | None = None
    judged: float | None = None
    budget: str = ""

    @property
    def verdict(self) -> str:
        """Return whether the budget is met, or by which factor it isn't."""
        if self.limit is None:
            return ""
        figure = self.ours if self.judged is None else self.judged
        if figure <= self.limit:
            return "met"
        return f"missed {figure / self.limit:.2f}x" if self.limit else "missed"

    def cells(self) -> tuple[str, ...]:
        """Write the line as text."""
        contenders = [self._figure(figure) for figure in (self.ours, self.rest, self.bare)]
        ratios = [self._ratio(self.rest), self._ratio(self.bare)]
        return (self.what, *contenders, *ratios, self.budget, self.verdict)

    def _figure(self, figure: float | None) -> str:
        if figure is None:
            return ""
        return f"{short(figure)} {self.unit}".rstrip()

    def _ratio(self, other: float | None) -> str:
        return f"{short(self.ours / other)}x" if other else ""


def short(figure: float) -> str:
    """Write a figure with as many digits as mean anything."""
    if figure == int(figure) or abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.2f}" if abs(figure) < 10 else f"{figure:.1f}"


def markdown(lines: Iterable[Line]) -> str:
    """Write the table as Markdown that can also be read as it is."""
    rows = [HEAD, *[line.cells() for line in lines]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (rows[0], rule, *rows[1:])
    )


def middle(figures: Iterable[float]) -> float:
    """Take the median."""
    return float(median(figures))
