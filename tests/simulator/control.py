"""The control API: steers a simulator that runs in another process, from the same machine only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
import ipaddress
from typing import TYPE_CHECKING, Any

from aiohttp import web

from . import row_commands, server_commands

if TYPE_CHECKING:
    from .server import Simulator

PREFIX = "/_simulator/"
_MISTAKES = (ArithmeticError, AttributeError, KeyError, OSError, TypeError, ValueError)
type Command = Callable[[Simulator, dict[str, Any]], Awaitable[Any]]


async def answer(simulator: Simulator, request: web.BaseRequest) -> web.Response:
    """Run the command that the path names, with the JSON object of the body as its arguments."""
    if not request.remote or not ipaddress.ip_address(request.remote).is_loopback:
        return web.json_response({"error": "only from this machine"}, status=403)
    command = _COMMANDS.get((request.method, request.path.removeprefix(PREFIX)))
    if command is None:
        return web.json_response(_explained(), status=404)
    try:
        arguments = await request.json() if request.can_read_body else {}
        return web.json_response(await command(simulator, arguments))
    except _MISTAKES as error:
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)


def _explained() -> dict[str, str]:
    """Tell what each command does."""
    return {
        f"{method} {PREFIX}{name}": (command.__doc__ or "").split("\n")[0]
        for (method, name), command in sorted(_COMMANDS.items())
    }


async def explain(_simulator: Simulator, _given: dict[str, Any]) -> dict[str, str]:
    """All commands."""
    return _explained()


_COMMANDS: dict[tuple[str, str], Command] = {
    ("GET", "help"): explain,
    ("GET", ""): server_commands.state,
    ("GET", "rows"): row_commands.rows,
    ("POST", "calls"): row_commands.calls,
    ("POST", "rows"): row_commands.row,
    ("POST", "burst"): row_commands.burst,
    ("POST", "traffic"): row_commands.set_traffic,
    ("POST", "replay"): row_commands.replay,
    ("POST", "synthetic"): row_commands.synthetic,
    ("POST", "settings"): server_commands.settings,
    ("POST", "extensions"): server_commands.extension,
    ("POST", "purge"): row_commands.purge,
    ("POST", "delete"): row_commands.delete,
    ("POST", "start-over"): row_commands.start_over,
    ("POST", "skip-ids"): row_commands.skip_ids,
    ("POST", "snapshot"): row_commands.snapshot,
    ("POST", "restore"): row_commands.restore,
    ("POST", "reboot"): server_commands.reboot,
    ("POST", "down"): server_commands.down,
    ("POST", "renew-certificate"): server_commands.renew,
    ("GET", "requests"): server_commands.requests,
    ("DELETE", "requests"): server_commands.forget_requests,
    ("GET", "faults"): server_commands.faults,
    ("POST", "faults"): server_commands.add_fault,
    ("DELETE", "faults"): server_commands.clear_faults,
    ("POST", "push-settings"): server_commands.set_push,
    ("POST", "push"): server_commands.push,
}
