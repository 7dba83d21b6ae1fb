"""Runs the attacks on a worker: a false coordinator listens, and a real worker connects to it.

Asked of each: the worker holds at most 64 MB more than one that finds nobody; it ends within two
seconds of SIGTERM (eight in the short form), or has ended before, with a documented status; and
nothing that it says could rewrite a terminal.
"""

import concurrent.futures
import itertools
import os
import re
import signal
import socket
import threading
import time

import attacks
import envelope
import measure
import zmtp
from job import Process, last_line

MOST_MEGABYTES = 64
MOST_BYTES = 3_000_000_000
# After SIGTERM; refused or unsuitable; given up, for a reason.
STATUSES = (128 + signal.SIGTERM, 75, 2, 1)

COLUMNS = "{:<26} {:>8} {:>6} {:>8} {:>7}  {}"


class Stage:
    """What an attack knows of the worker."""

    def __init__(self, identity):
        self.identity = identity
        self.hello = b""
        self.is_stopped = threading.Event()
        self._turns = itertools.count()

    def turn(self):
        """Another number each time."""
        return next(self._turns)

    @property
    def is_over(self):
        return self.is_stopped.is_set()

    def rest(self):
        self.is_stopped.wait()


class FalseCoordinator:
    """Listens, and does the same to every connection that comes."""

    def __init__(self, run, stage, socket_path):
        self._run, self._stage = run, stage
        if run.transport == "ipc":
            self._listener = socket.create_server(socket_path, family=socket.AF_UNIX)
            self.endpoint = "ipc://" + socket_path
        else:
            self._listener = socket.create_server(("127.0.0.1", 0))
            self.endpoint = "tcp://127.0.0.1:%d" % self._listener.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._stage.is_stopped.set()
        self._listener.close()

    def _accept(self):
        while not self._stage.is_over:
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(accepted,), daemon=True).start()

    def _serve(self, accepted):
        connection = zmtp.Connection(accepted=accepted, timeout=None)
        try:
            if not self._run.is_raw:
                connection.shake_hands(socket_type=b"ROUTER")
                told = envelope.decode(connection.receive()[0])
                if told.kind == envelope.HELLO:
                    self._stage.hello = told.body
            self._run(connection, self._stage)
        except (OSError, ValueError):
            # It was cut off, or has closed the connection itself.
            pass
        finally:
            connection.close()


def run(bench, names, options):
    """Runs the attacks of these names; the names of those that were not withstood."""
    print("\nAttacks on a worker by a false coordinator")
    print(COLUMNS.format("attack", "MB", "cores", "SIGTERM", "status", "verdict"), flush=True)
    identity, _ = bench.learn()
    # In the short form some at a time: none of them takes a core for long.
    with concurrent.futures.ThreadPoolExecutor(4 if options.short else 1) as pool:
        withstood = pool.map(lambda name: _withstands(bench, name, identity, options), names)
        return [name for name, is_withstood in zip(names, withstood) if not is_withstood]


def _withstands(bench, name, identity, options):
    seconds = options.seconds
    # Several at a time on a busy machine take longer than one alone; a worker that is deaf, for ever.
    most_seconds = 8 if options.short else 2
    attack, _ = attacks.WORKER_ATTACKS[name]
    stage = Stage(identity)
    socket_path = os.path.join(bench.folder, name.replace(":", "-") + ".sock")
    coordinator = FalseCoordinator(attack, stage, socket_path)
    worker = Process(
        [bench.tandem, "worker", "--connect", coordinator.endpoint, "--name", "alice"],
        bench.folder, name.replace(":", "-"))
    worker.wait_for("connecting to", 20)
    sampler = measure.Sampler(worker.pid, MOST_BYTES)
    status = worker.status(seconds)
    sampler.sample()
    cores, megabytes = sampler.cores, sampler.megabytes
    misses, took = [], None
    if status is None:
        started = time.monotonic()
        worker.signal(signal.SIGTERM)
        status = worker.status(15)
        took = time.monotonic() - started
        if status is None or took > most_seconds:
            misses.append("SIGTERM")
    sampler.stop()
    coordinator.close()
    worker.end()
    if status == -signal.SIGTERM:
        status = 128 + signal.SIGTERM
    if status is not None and status < 0 and not sampler.was_stopped:
        misses.append(f"ended by {signal.Signals(-status).name}")
    elif status not in STATUSES and not sampler.was_stopped:
        misses.append("status")
    if megabytes > MOST_MEGABYTES:
        misses.append("memory")
    if re.search(r"[^\n -~\u00a0-\uffff]", worker.errors + worker.output) or re.search(
            "[\u202a-\u202e\u2066-\u2069]", worker.errors):
        misses.append("text")
    print(COLUMNS.format(
        name, f"{megabytes:+.1f}", f"{cores:.2f}",
        "-" if took is None else f"{took:.1f} s", "-" if status is None else status,
        ("MISSED: " + ", ".join(misses) if misses else "withstood")
        + f" ({last_line(worker.errors)})"), flush=True)
    return not misses
