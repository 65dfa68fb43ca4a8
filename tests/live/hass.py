"""Runs a real Home Assistant with this integration in a process of its own."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Callable
from contextlib import AsyncExitStack
import os
from pathlib import Path
import signal
import socket
from typing import Any, Self

from aiohttp import ClientError, ClientSession, FormData

from .seed import House, Login, seed, seed_http
from .websocket import Events, HassWebSocket, connect

REPOSITORY = Path(__file__).parents[2]
PYTHON = REPOSITORY / ".dev/hass/bin/python"
OLDEST_PYTHON = REPOSITORY / ".dev/test/bin/python"
STAND_INS = Path(__file__).parent / "stand_ins"
START_TIMEOUT = 120
STOP_TIMEOUT = 60
POLL_INTERVAL = 0.1

# What a person would call Home Assistant; default_config wants programs that may be missing here.
CONFIGURATION = """\
homeassistant:
frontend:
config:
history:
logbook:
recorder:
system_health:
automation: !include automations.yaml
script: !include scripts.yaml
"""

type State = dict[str, Any]


class StartError(Exception):
    """Home Assistant didn't start."""


class RequestError(Exception):
    """Home Assistant refused a request."""


def free_port() -> int:
    """Return a port of this machine which nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class HassProcess:
    """A Home Assistant, its configuration, and a client logged in as its owner."""

    def __init__(
        self,
        config_dir: Path,
        *,
        port: int | None = None,
        house: House | None = None,
        extra_yaml: str = "",
        python: Path = PYTHON,
        is_linked: bool = True,
    ) -> None:
        """Choose where; a configuration that an earlier process left there is used again.

        Unless this repository is to be linked, whoever starts it installs the integration.
        """
        self.config_dir = config_dir
        self.python = python
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_file = config_dir / "console.log"
        if is_linked:
            self._link()
        self._configure(house or House(), extra_yaml)
        self._process: Process | None = None
        self._clients = AsyncExitStack()

    def _link(self) -> None:
        components = self.config_dir / "custom_components"
        components.mkdir(parents=True, exist_ok=True)
        link = components / "difuse"
        # The repository may have been moved since.
        link.unlink(missing_ok=True)
        link.symlink_to(REPOSITORY / "custom_components/difuse", target_is_directory=True)

    def _configure(self, house: House, extra_yaml: str) -> None:
        (self.config_dir / "custom_components").mkdir(parents=True, exist_ok=True)
        (self.config_dir / "configuration.yaml").write_text(CONFIGURATION + extra_yaml)
        for name in ("automations.yaml", "scripts.yaml"):
            (self.config_dir / name).touch()
        login = Login.load(self.config_dir)
        if login is None:
            login = Login.make()
            seed(self.config_dir, login, house, self.url)
        self.login = login

    async def __aenter__(self) -> Self:
        """Start."""
        try:
            await self.start()
        except BaseException:
            await self.kill()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self, timeout: float = START_TIMEOUT) -> None:
        """Start, and return when Home Assistant says that it's running."""
        seed_http(self.config_dir, self.port)
        with self.log_file.open("ab") as log:
            # In a session of its own, so that Ctrl-C in a terminal reaches it through stop() only.
            self._process = await asyncio.create_subprocess_exec(
                *(self.python, "-m", "homeassistant", "--skip-pip", "--config", self.config_dir),
                cwd=self.config_dir,
                env=self.environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        headers = {"Authorization": f"Bearer {self.login.long_lived_token}"}
        self._session = await self._clients.enter_async_context(ClientSession(headers=headers))
        try:
            async with asyncio.timeout(timeout):
                await self._wait_until_running(self._process)
        except TimeoutError:
            raise StartError(f"not running after {timeout} s, see {self.log_file}") from None
        self.websocket: HassWebSocket = await self._clients.enter_async_context(
            connect(self._session, self.url, self.login.long_lived_token)
        )

    def environment(self) -> dict[str, str]:
        """Return the variables of the process."""
        inherited = {**os.environ}
        # Without compiled code each start would take twice as long.
        inherited.pop("PYTHONDONTWRITEBYTECODE", None)
        # A start deletes the uploads of all that have the same folder for what is temporary.
        temporary = self.config_dir / "tmp"
        temporary.mkdir(exist_ok=True)
        return inherited | {
            "TMPDIR": str(temporary),
            "PATH": f"{self.python.parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(STAND_INS),
            "PYTHONPYCACHEPREFIX": str(REPOSITORY / ".dev/pycache"),
            "SETUP_PORT": str(self.port),
        }

    async def _wait_until_running(self, process: Process) -> None:
        while process.returncode is None:
            try:
                if (await self.get("/api/config"))["state"] == "RUNNING":
                    return
            except ClientError, RequestError:
                pass  # It doesn't listen yet, or not for this address.
            await asyncio.sleep(POLL_INTERVAL)
        raise StartError(f"ended with code {process.returncode}, see {self.log_file}")

    async def stop(self) -> None:
        """Let Home Assistant shut down; if it doesn't in time, end it."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """End the process at once, as a power failure would."""
        await self._end(signal.SIGKILL)

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.send_signal(how)
            try:
                async with asyncio.timeout(STOP_TIMEOUT):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        await self._clients.aclose()

    async def wait(self) -> int:
        """Return the exit code when the process has ended by itself."""
        if self._process is None:
            raise RuntimeError("Home Assistant wasn't started")
        return await self._process.wait()

    def log_text(self) -> str:
        """Return what Home Assistant has logged so far."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    async def get(self, path: str) -> Any:
        """Return the answer of the REST API to GET."""
        return await self._request("GET", path, None)

    async def post(self, path: str, body: object = None) -> Any:
        """Return the answer of the REST API to POST."""
        return await self._request("POST", path, {} if body is None else body)

    async def delete(self, path: str) -> Any:
        """Return the answer of the REST API to DELETE."""
        return await self._request("DELETE", path, None)

    async def upload(self, data: bytes, filename: str) -> str:
        """Upload a file for a form, and return its id."""
        form = FormData()
        form.add_field("file", data, filename=filename)
        answer = await self._request("POST", "/api/file_upload", data=form)
        file_id: str = answer["file_id"]
        return file_id

    async def _request(
        self, method: str, path: str, body: object = None, data: FormData | None = None
    ) -> Any:
        url = self.url + path
        async with self._session.request(method, url, json=body, data=data) as response:
            if not response.ok:
                problem = await response.text()
                raise RequestError(f"{method} {path}: {response.status} {problem}")
            return await response.json()

    async def ws_call(self, command: str, **fields: Any) -> Any:
        """Return the result of a command of the websocket API."""
        return await self.websocket.call(command, **fields)

    async def subscribe(self, command: str, **fields: Any) -> Events:
        """Subscribe over the websocket API and return the queue of events."""
        return await self.websocket.subscribe(command, **fields)

    async def states(self) -> dict[str, State]:
        """Return every state by its entity id."""
        return {state["entity_id"]: state for state in await self.get("/api/states")}

    async def wait_for_state(
        self, entity_id: str, predicate: Callable[[State], bool], timeout: float = 60
    ) -> State:
        """Return the entity's state as soon as the predicate holds for it."""
        state = None
        try:
            async with asyncio.timeout(timeout):
                while True:
                    state = (await self.states()).get(entity_id)
                    if state is not None and predicate(state):
                        return state
                    await asyncio.sleep(POLL_INTERVAL)
        except TimeoutError:
            raise AssertionError(f"{entity_id} stayed at {state}") from None
