"""``python -m tests.mutation PACKAGE...``: the score of what ``scripts/mutation`` has tried."""

from pathlib import Path
import sys
from typing import Final

from .faults import Alike, Fault, read_alike, read_faults

LEAST: Final = 85
"""In percent, of all faults: those that change nothing are among them."""

_LIBRARY: Final = "mutants/custom_components/difuse/cdr"


def main() -> None:
    """Print the score of each package, and say by the exit code whether it will do."""
    alike = read_alike(Path(__file__).with_name("alike.toml"))
    tried = Path(".dev/mutation")
    scores = [show(one, read_faults(tried / one / _LIBRARY), alike) for one in sys.argv[1:]]
    sys.exit(min(scores) < LEAST)


def show(package: str, faults: list[Fault], alike: list[Alike]) -> float:
    """Print which faults of a package no test finds, and return how many are found, in percent."""
    missed = [one for one in faults if not one.is_found]
    argued = [one for one in missed if any(known.is_about(one) for known in alike)]
    for one in missed:
        if one not in argued:
            print(f"{one.where}: {one.reads}  [{one.name}]")
    found, untried = len(faults) - len(missed), sum(1 for one in faults if not one.is_tried)
    score = 100 * found / len(faults)
    print(
        f"cdr/{package}: {score:.1f} % of {len(faults)} faults are found by the tests; "
        f"{len(argued)} others change nothing, {len(missed) - len(argued)} are missed"
        + (f", {untried} of them not tried yet" if untried else "")
    )
    for known in alike:
        if known.where.startswith(f"{package}/") and not any(known.is_about(one) for one in missed):
            print(
                f"tests/mutation/alike.toml: there is no such fault: {known.where}: {known.reads}"
            )
    return score


if __name__ == "__main__":
    main()
