"""Home Assistant with this integration and a simulated PBX, to try things out."""

import argparse
import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
import getpass
from pathlib import Path
import signal
import socket
import sys

from tests.browser.board import CALLS, make_dashboard

from .flow import FlowError, add_entry, entries, reconfigure_entry
from .hass import REPOSITORY, HassProcess, RequestError, free_port

ABOUT = """Runs Home Assistant with this integration and a simulated PBX, until Ctrl-C.
What is set up is kept for the next start; delete .dev/develop to begin again."""
SIMULATOR_PORT = 8188
DASHBOARD = "difuse-calls"
HISTORY_DAYS = 15
KEPT_ROWS = REPOSITORY / ".dev/develop-pbx.json"
SIMULATOR_TIMEOUT = 60
LOGGER_YAML = """\
logger:
  default: info
  logs:
    custom_components.difuse: debug
"""


@dataclass(frozen=True, kw_only=True)
class Pbx:
    """How to reach a PBX."""

    host: str
    extension: str
    secret: str


def parser() -> argparse.ArgumentParser:
    """Return the options."""
    options = argparse.ArgumentParser(prog="scripts/develop", description=ABOUT)
    option = options.add_argument
    option("--port", type=int, default=8123, help="of Home Assistant (default %(default)s)")
    option("--replay", metavar="FILE", type=Path, help="play these rows instead of made-up calls")
    option("--pbx", metavar="URL", help="use this real PBX instead of the simulated one")
    option("--extension", help="with --pbx: the extension (asked for if missing)")
    option("--secret", help="with --pbx: its secret (asked for if missing, which is safer)")
    return options


def is_free(port: int) -> bool:
    """Return whether nothing listens on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def real_pbx(chosen: argparse.Namespace) -> Pbx:
    """Return the real PBX, after asking for what the options leave out."""
    extension = chosen.extension or input("Extension: ")
    secret = chosen.secret or getpass.getpass("Secret: ")
    return Pbx(host=chosen.pbx, extension=extension, secret=secret)


@asynccontextmanager
async def simulated_pbx(chosen: argparse.Namespace) -> AsyncIterator[Pbx]:
    """Run the simulated PBX."""
    port = SIMULATOR_PORT if is_free(SIMULATOR_PORT) else free_port()
    pbx = Pbx(host=f"https://127.0.0.1:{port}", extension="4001", secret="difuse-demo")
    replayed = ("--replay", chosen.replay.resolve(), "--speed", "10") if chosen.replay else ()
    content = replayed or ("--traffic", "--keep", KEPT_ROWS)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.simulator", "--host", "127.0.0.1", "--port", str(port)),
        *(
            "--tls",
            "--extension",
            pbx.extension,
            "--secret",
            pbx.secret,
            "--history-days",
            str(HISTORY_DAYS),
        ),
        *content,
        cwd=REPOSITORY,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(SIMULATOR_TIMEOUT):
            await _wait_until_listening(process, port)
        yield pbx
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _wait_until_listening(process: Process, port: int) -> None:
    while process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SystemExit(f"The simulated PBX ended with code {process.returncode}.")


async def set_up(hass: HassProcess, pbx: Pbx) -> None:
    """Make sure that the integration is set up for this PBX."""
    answers = {"host": pbx.host, "extension": pbx.extension, "secret": pbx.secret}
    known = await entries(hass)
    if not known:
        print("Adding the PBX to Home Assistant.")
        await add_entry(hass, answers)
        return
    # Each start of the simulated PBX comes with a new certificate.
    print("Telling Home Assistant the PBX's present address and certificate.")
    await reconfigure_entry(hass, known[0]["entry_id"], answers)


async def show_dashboard(hass: HassProcess) -> None:
    """Open on the integration's own dashboard."""
    known = await hass.ws_call("lovelace/dashboards/list")
    if any(board["url_path"] == DASHBOARD for board in known):
        # It may be one of an earlier release.
        await hass.ws_call("lovelace/config/save", url_path=DASHBOARD, config=CALLS)
        return
    await make_dashboard(hass, DASHBOARD, CALLS)
    default = {"default_panel": DASHBOARD}
    await hass.ws_call("frontend/set_user_data", key="core", value=default)


async def run(chosen: argparse.Namespace) -> None:
    """Start everything, and stop it when cancelled."""
    async with AsyncExitStack() as stack:
        if chosen.pbx:
            pbx = real_pbx(chosen)
            config_dir = REPOSITORY / ".dev/develop-real"
        else:
            print("Starting the simulated PBX.")
            pbx = await stack.enter_async_context(simulated_pbx(chosen))
            config_dir = REPOSITORY / ".dev/develop"
        stack.callback(print, "Stopping.")
        print(f"Starting Home Assistant (it logs to {config_dir / 'console.log'}).")
        hass = HassProcess(config_dir, port=chosen.port, extra_yaml=LOGGER_YAML)
        await stack.enter_async_context(hass)
        try:
            await set_up(hass, pbx)
            await show_dashboard(hass)
        except (FlowError, RequestError) as problem:
            print(f"That didn't work: {problem}")
        print(f"\nHome Assistant  {hass.url}")
        print(f"login           {hass.login.username} / {hass.login.password}")
        print(f"PBX             {pbx.host}")
        print("Stop it with Ctrl-C.\n", flush=True)
        code = await hass.wait()
        raise SystemExit(f"Home Assistant ended with code {code}, see {hass.log_file}.")


async def run_until_signal(chosen: argparse.Namespace) -> None:
    """Run until Ctrl-C or SIGTERM."""
    task = asyncio.create_task(run(chosen))
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        print("Stopped.")


def main() -> None:
    """Read the options and run."""
    chosen = parser().parse_args()
    if not is_free(chosen.port):
        raise SystemExit(f"Port {chosen.port} is in use; choose another one with --port.")
    asyncio.run(run_until_signal(chosen))


if __name__ == "__main__":
    main()
