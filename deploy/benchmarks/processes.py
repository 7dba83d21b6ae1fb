"""Runs one measured command to its end, on its processors, and watches its memory."""

import dataclasses
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import threading
import time

TIME_LIMIT = 900


class RunFailed(Exception):
    """A command failed; the text is its last words."""


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a command left."""

    output: str
    started: float  # seconds since 1970
    seconds: float  # from its start to its end
    peaks: dict[str, int]  # peak resident bytes by command line

    def last_json(self) -> dict:
        """The last line of the output that is a JSON object."""
        for line in reversed(self.output.splitlines()):
            if line.startswith("{"):
                return json.loads(line)
        raise RunFailed(f"printed no JSON, but: {self.output[-300:]}")


def _peaks(process: int) -> dict[str, int]:
    """The peak resident bytes of a process and all it launched, as Linux tells them."""
    place = pathlib.Path("/proc") / str(process)
    peaks = {}
    try:
        arguments = place.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode()
        peak = re.search(r"VmHWM:\s*(\d+) kB", place.joinpath("status").read_text())
        if peak:
            peaks[arguments] = int(peak.group(1)) * 1024
        for children in place.glob("task/*/children"):
            for child in children.read_text().split():
                peaks |= _peaks(int(child))
    except OSError:
        pass  # it has ended, or this is not Linux
    return peaks


def _environment() -> dict[str, str]:
    """This process's, without what would change how a peer computes or what it takes itself for."""
    changing = ("KERAS_BACKEND", "TF_", "XLA_", "JAX_", "OMP_", "MKL_", "KMP_", "GOMP_")
    return {name: word for name, word in os.environ.items() if not name.startswith(changing)}


def run(command: list[str], processors: set[int], watch_memory: bool = False, **extra) -> Outcome:
    """Runs a command in a process group of its own; `extra` is added to its environment."""

    def choose_processors() -> None:
        if processors:
            os.sched_setaffinity(0, processors)

    peaks: dict[str, int] = {}
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        wall, start = time.time(), time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env=_environment() | extra,
            start_new_session=True,
            preexec_fn=choose_processors,
        )
        watched = threading.Event()

        def watch() -> None:
            while not watched.wait(0.2):
                peaks.update(_peaks(process.pid))

        watcher = threading.Thread(target=watch, daemon=True)
        if watch_memory:
            watcher.start()
        try:
            status = process.wait(TIME_LIMIT)
            seconds = time.perf_counter() - start
        except subprocess.TimeoutExpired:
            raise RunFailed(f"did not end within {TIME_LIMIT} s") from None
        finally:
            watched.set()
            _end_group(process)
        output.seek(0)
        errors.seek(0)
        if status != 0:
            words = (errors.read() + output.read()).strip().splitlines()[-8:]
            raise RunFailed("\n".join([f"ended with status {status}:", *words]))
        return Outcome(output.read(), wall, seconds, peaks)


def _end_group(process: subprocess.Popen) -> None:
    """Leaves none of the command's processes behind, however it ended."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
