"""The options of the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from .order import Order
from .push import Encoding, Numbers, PushSettings, Shape
from .rows import FIELDS

_ABOUT = """A simulated Difuse PBX: it answers GET /pbx/cdr/data as the vendor documents it.
Without other options it has two days of made-up office calls behind it, and a new call
arrives every half minute or so."""
_EXAMPLES = """examples:
  python -m tests.simulator                              live office traffic on port 8088
  python -m tests.simulator --tls --order id-descending  HTTPS, newest rows first
  python -m tests.simulator --rows 10000000 --no-traffic a long history, no new calls
  python -m tests.simulator --replay rows.json --speed 10
steering it while it runs (from this machine only):
  curl URL/_simulator/                                   what it holds and how it is set
  curl -d '{"source": "+4420", "destination": "1001"}' URL/_simulator/calls
  curl -d '{"fault": "500", "times": 3}' URL/_simulator/faults
  curl URL/_simulator/help                               all commands"""


def parser() -> argparse.ArgumentParser:
    """All options, each with a plain explanation."""
    options = argparse.ArgumentParser(
        prog="python -m tests.simulator",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _server_options(options.add_argument_group("server"))
    _content_options(options.add_argument_group("calls"))
    _replay_options(options.add_argument_group("recorded calls"))
    _clock_options(options.add_argument_group("clock and chance"))
    _push_options(options.add_argument_group("push (the PBX sends new entries by itself)"))
    return options


def _server_options(add: argparse._ArgumentGroup) -> None:
    option = add.add_argument
    option("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    option(
        "--port",
        type=int,
        default=8088,
        help="0 takes a free one (default %(default)s)",
    )
    option("--tls", action="store_true", help="HTTPS with a certificate that nobody trusts")
    option(
        "--extension",
        default="4001",
        help="extension with CDR access (default %(default)s)",
    )
    option("--secret", default="difuse-demo", help="its secret (default %(default)s)")
    option(
        "--order",
        type=Order,
        choices=list(Order),
        default=Order.ID_ASCENDING,
        help="how rows are sorted over the pages (default %(default)s)",
    )
    option("--cap", type=int, help="most rows of a page, whatever limit is asked for")


def _content_options(add: argparse._ArgumentGroup) -> None:
    option = add.add_argument
    option(
        "--rows",
        type=int,
        default=0,
        help="so many computed rows before everything else",
    )
    option(
        "--traffic",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="made-up office calls (default: yes, unless rows are replayed)",
    )
    option(
        "--calls-per-hour",
        type=float,
        default=120.0,
        help="live calls (default %(default)s)",
    )
    option(
        "--history-days",
        type=float,
        default=2.0,
        help="days of past calls (default %(default)s)",
    )
    option(
        "--keep",
        type=Path,
        metavar="FILE",
        help="with traffic: keep the rows in this file over restarts",
    )


def _replay_options(add: argparse._ArgumentGroup) -> None:
    option = add.add_argument
    option("--replay", metavar="FILE", help="JSON list of rows to play, re-dated to now")
    option(
        "--speed",
        type=float,
        help="play them in their rhythm, so many times as fast (default: all at once)",
    )
    option("--keep-dates", action="store_true", help="play rows with the dates they have")


def _clock_options(add: argparse._ArgumentGroup) -> None:
    option = add.add_argument
    option("--time-zone", default="UTC", help="the PBX's zone, as Asia/Dubai (default UTC)")
    option(
        "--clock-shift",
        type=float,
        default=0.0,
        help="seconds that the PBX's clock is fast",
    )
    option(
        "--seed",
        type=int,
        default=1,
        help="same seed, same calls (default %(default)s)",
    )


def _push_options(add: argparse._ArgumentGroup) -> None:
    option = add.add_argument
    option("--push-url", help="where to send entries after the last one sent")
    option("--push-method", choices=("POST", "PUT"), default="POST")
    option("--push-api-key", default="", help="sent as x-api-key")
    option("--push-bearer", default="", help="sent as Authorization: Bearer")
    option("--push-username", default="")
    option("--push-password", default="")
    option("--push-fields", default=",".join(FIELDS), help="comma-separated (default: all)")
    option("--push-shape", type=Shape, choices=list(Shape), default=Shape.ONE)
    option("--push-encoding", type=Encoding, choices=list(Encoding), default=Encoding.JSON)
    option("--push-numbers", type=Numbers, choices=list(Numbers), default=Numbers.AS_PULLED)
    option(
        "--push-interval",
        type=float,
        default=60.0,
        help="seconds (default %(default)s)",
    )
    option(
        "--push-retry",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="send again what was not taken",
    )


def push_settings(chosen: argparse.Namespace) -> PushSettings:
    """Return the push job that the options describe."""
    return PushSettings(
        url=chosen.push_url,
        method=chosen.push_method,
        api_key=chosen.push_api_key,
        bearer=chosen.push_bearer,
        username=chosen.push_username,
        password=chosen.push_password,
        fields=tuple(chosen.push_fields.split(",")),
        shape=chosen.push_shape,
        encoding=chosen.push_encoding,
        numbers=chosen.push_numbers,
        interval=chosen.push_interval,
        retry=chosen.push_retry,
    )
