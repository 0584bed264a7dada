"""Servers to measure: ours on a database of its own, and a page of one line served with the same options."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]
_APP = 'import streamlit as st\n\napp = st.App("page.py")\n'
ONE_LINE = 'import streamlit as st\n\nst.write("Hello")\n'
ONE_LINE_FRAGMENT = 'import streamlit as st\n\nst.fragment(run_every="5s")(lambda: st.write("Hello"))()\n'


class Server:
    """A running `streamlit run`, known by its address and its processor time."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.base = f"http://127.0.0.1:{port}"
        self.log = log
        self._watched = psutil.Process(process.pid)

    def cpu_seconds(self) -> float:
        """Return the processor time spent so far by the server and its children."""
        spent = self._watched.cpu_times()
        return spent.user + spent.system + spent.children_user + spent.children_system

    def memory_mb(self) -> float:
        """Return the resident memory."""
        return self._watched.memory_info().rss / 2**20

    def wait_until(self, path: str, seconds: float = 60) -> None:
        """Wait until `path` answers 200."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.said()}")
            try:
                if httpx.get(self.base + path, timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.01)
        raise RuntimeError(f"{path} did not answer within {seconds} s:\n{self.said()}")

    def said(self) -> str:
        """Return the end of the server's output."""
        return self.log.read_text(errors="replace")[-2_000:]

    def stop(self) -> None:
        """End the process this object started."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(20)


def _start(folder: Path, log: Path, environment: dict[str, str]) -> Server:
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT)
    return Server(process, port, log)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started_app(database: str, shift: timedelta = timedelta()) -> Iterator[Server]:
    """Start our application on a database URL without waiting for it; its clock may run ahead by `shift`."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        environment = {"CATRUC_DATABASE_URL": database, "CATRUC_LOG_LEVEL": "WARNING", "CATRUC_SHEETS_REFRESH_SECONDS": "86400"}
        if shift:
            (folder / "sitecustomize.py").write_text(_SHIFTED_CLOCK.format(seconds=shift.total_seconds()))
            environment["PYTHONPATH"] = os.pathsep.join([name, str(ROOT), os.environ.get("PYTHONPATH", "")])
        server = _start(ROOT, folder / "server.log", environment)
        try:
            yield server
        except Exception as error:
            error.add_note(f"The server said:\n{server.said()}")
            raise
        finally:
            server.stop()


_SHIFTED_CLOCK = """\
from datetime import timedelta
import core.base.clock as clock

now = clock.utc_now
clock.utc_now = lambda: now() + timedelta(seconds={seconds})
"""


@contextmanager
def served_app(database: str, shift: timedelta = timedelta()) -> Iterator[Server]:
    """Serve our application and wait until it is healthy."""
    with started_app(database, shift) as server:
        server.wait_until("/healthz")
        yield server


@contextmanager
def served_page(script: str) -> Iterator[Server]:
    """Serve a script through `st.App` with our own server and runner options, without sign-in."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        (folder / "app.py").write_text(_APP)
        (folder / "page.py").write_text(script)
        (folder / ".streamlit").mkdir()
        shutil.copy(ROOT / ".streamlit" / "config.toml", folder / ".streamlit")
        server = _start(folder, folder / "server.log", {})
        try:
            server.wait_until("/_stcore/health")
            yield server
        finally:
            server.stop()
