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
    tried = [one for one in faults if one.is_tried]
    missed = [one for one in tried if not one.is_found]
    argued = [one for one in missed if any(known.is_about(one) for known in alike)]
    for one in missed:
        if one not in argued:
            print(f"{one.where}: {one.reads}  [{one.name}]")
    seen = {(one.where, one.reads) for one in missed}
    for known in alike:
        for reads in known.reads:
            if known.where.startswith(f"{package}/") and (known.where, reads) not in seen:
                print(f"tests/mutation/alike.toml: this isn't missed: {known.where}: {reads}")
    score = 100 * (len(tried) - len(missed)) / max(1, len(tried))
    print(
        f"cdr/{package}: {score:.1f} % of {len(tried)} faults are found"
        f" ({len(faults) - len(tried)} weren't tried); of the others {len(argued)} change nothing,"
        f" {len(missed) - len(argued)} are missed"
    )
    return score


if __name__ == "__main__":
    main()
