"""``scripts/truth ROWS TRUTH``: how well calls are understood, and what is wrong row by row."""

import argparse
from pathlib import Path

from custom_components.difuse.cdr.calls import DEFAULT_INTERNAL_DIGITS, NumberPlan

from .recording import Recording, load
from .score import Score, Verdict, score
from .telling import EVERY, tell


def main() -> None:
    """Score the two files."""
    parser = argparse.ArgumentParser(prog="scripts/truth", description=__doc__)
    parser.add_argument("rows", type=Path, help="rows as the PBX's API shows them")
    parser.add_argument("truth", type=Path, help="what happened to each placed call")
    parser.add_argument("--own", nargs="*", default=[], help="the office's own numbers")
    parser.add_argument("--service", nargs="*", default=[], help="numbers without a person")
    parser.add_argument("--digits", type=int, default=DEFAULT_INTERNAL_DIGITS)
    parser.add_argument("--every", type=float, default=EVERY, help="seconds from poll to poll")
    asked = parser.parse_args()
    recording = load(asked.rows, asked.truth)
    plan = NumberPlan.of(asked.digits, asked.own, asked.service)
    told = tell(recording, plan, every=asked.every)
    found = score(recording.conversations, told.kept, told.announced)
    show_kinds(found)
    show_wrong(found, recording)
    show_total(found)


def show_kinds(found: Score) -> None:
    """Print a line for each kind."""
    print(f"{'kind':45}{'calls':>6}{'right':>6}{'wholly':>7}{'extra':>6}")
    for kind, verdicts in found.by_scenario().items():
        right = sum(one.right for one in verdicts)
        wholly = sum(one.wholly_right for one in verdicts)
        extra = sum(max(one.announced - 1, 0) for one in verdicts)
        print(f"{kind:45}{len(verdicts):6}{right:6}{wholly:7}{extra:6}")


def show_wrong(found: Score, recording: Recording) -> None:
    """Print each conversation that isn't wholly right, with its rows."""
    rows = {record.db_id: record for record in recording.records}
    for one in found.verdicts:
        if one.wholly_right:
            continue
        print(f"\n{one.conversation.scenario} {one.conversation.name}: {', '.join(one.wrong)}")
        _show_verdict(one)
        for row in one.conversation.rows:
            leg = rows[row]
            answered = f"{leg.answered_at:%H:%M:%S}" if leg.answered_at else "-"
            print(
                f"  {row:6} {leg.call_id:18} {leg.source} -> {leg.initial_destination} /"
                f" {leg.destination} / {leg.computed_destination or '-'} {leg.disposition}"
                f" {leg.started_at:%H:%M:%S} {answered} {leg.ended_at:%H:%M:%S}"
            )


def _show_verdict(one: Verdict) -> None:
    said = one.conversation
    print(
        f"  was:  {said.direction} {said.outcome} by {', '.join(said.answered_by) or '-'}"
        f" {said.talk:.0f} s ({said.call_id})"
    )
    if one.call is not None:
        print(
            f"  told: {one.call.direction} {one.call.disposition} by {one.call.answered_by or '-'}"
            f" {one.call.talk_duration.total_seconds():.0f} s ({', '.join(one.call.call_ids)})"
        )


def show_total(found: Score) -> None:
    """Print what the floors are about."""
    print(
        f"\n{len(found.verdicts)} conversations: right {found.share('right'):.1%},"
        f" wholly right {found.share('wholly_right'):.1%}"
        f"\nannouncements too many {found.extra}, conversations never told {len(found.never)},"
        f" missed calls hidden {len(found.hidden)}"
        f"\nright person {found.share('right_person'):.1%}, right talk"
        f" {found.share('right_talk'):.1%}; told as answered that nobody took"
        f" {len(found.answered_by_nobody)}"
    )


if __name__ == "__main__":
    main()
