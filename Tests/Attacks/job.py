"""Real processes: coordinators, workers, and the run in one process that has the right bits."""

import json
import os
import re
import resource
import signal
import socket
import subprocess
import time

import peer
from proxy import Recorder


class Failure(Exception):
    """What should have worked without any attack did not."""


class Process:
    """A process whose output goes to files, so that nobody has to read for it to go on."""

    running = set()

    def __init__(self, arguments, folder, name, files=None):
        """- files: How many it may have open; as many as this process by default."""
        self.name = name
        self.folder = folder
        self._out, self._err = (os.path.join(folder, f"{name}.{kind}") for kind in ("out", "err"))
        with open(self._out, "wb") as out, open(self._err, "wb") as err:
            self.process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                preexec_fn=files and (
                    lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))))
        self.pid = self.process.pid
        Process.running.add(self)

    @property
    def output(self):
        return _text(self._out)

    @property
    def errors(self):
        return _text(self._err)

    @property
    def is_alive(self):
        return self.process.poll() is None

    def wait_for(self, pattern, seconds=30, where="errors"):
        """The match of a pattern in what it writes; fails if it ends or is silent for so long."""
        deadline = time.monotonic() + seconds
        while True:
            is_alive = self.is_alive
            match = re.search(pattern, getattr(self, where))
            if match:
                return match
            if not is_alive or time.monotonic() > deadline:
                raise Failure(f"{self.name} did not say '{pattern}': {self.errors[-500:]}")
            time.sleep(0.02)

    def status(self, seconds):
        """How it has ended; None if it has not within so many seconds."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def signal(self, number):
        if self.is_alive:
            self.process.send_signal(number)

    def end(self):
        self.signal(signal.SIGKILL)
        self.process.wait()
        Process.running.discard(self)

    @classmethod
    def end_all(cls):
        """Leaves nothing behind, however the run ends."""
        for process in list(cls.running):
            process.end()


class Bench:
    """The command that is attacked, and the job that it does meanwhile."""

    def __init__(self, tandem, folder, data, limit=2_000):
        self.tandem, self.folder = tandem, folder
        self.options = [
            "--data", data, "--limit", str(limit), "--batch-size", "32", "--shards", "2",
            "--seed", "1"]
        self._learned = None

    def job_options(self, epochs):
        return [*self.options, "--epochs", str(epochs)]

    def bits(self, epochs):
        """The weights' digest that the job has to come to, by the loop of one process."""
        path = os.path.join(self.folder, "single.json")
        done = Process(
            [self.tandem, "single", *self.job_options(epochs), "--quiet", "--report", path],
            self.folder, "single")
        status = done.status(600)
        done.end()
        if status != 0:
            raise Failure(f"tandem single failed: {done.errors[-500:]}")
        return _report(path)["weightsSHA256"]

    def job(self, epochs, transport="tcp", workers=2, name="job", files=None):
        return Job(self, epochs, transport, workers, name, files)

    def learn(self, epochs=15):
        """What a worker says of itself, and how many seconds an epoch takes with nobody about."""
        if self._learned is None:
            self._learned = self._learn(epochs)
        return self._learned

    def _learn(self, epochs):
        job = self.job(epochs, name="learn")
        recorder = Recorder(job.endpoint)
        job.add_worker("first", recorder.endpoint)
        deadline = time.monotonic() + 60
        while recorder.identity is None:
            if time.monotonic() > deadline:
                raise Failure(f"no worker got ready: {job.coordinator.errors[-500:]}")
            time.sleep(0.02)
        identity = recorder.identity
        identity.trainable_count = self._ask(job.endpoint, identity)
        job.add_worker("second")
        if job.end(120) != 0:
            raise Failure(f"the job failed without an attack: {job.coordinator.errors[-500:]}")
        # The first epochs are slower than the others.
        last = _report(job.report_path)["epochs"][epochs // 2:]
        return identity, sum(one["seconds"] + one["validationSeconds"] for one in last) / len(last)

    @staticmethod
    def _ask(endpoint, identity):
        """How large a gradient is: a Welcome says so."""
        class Nobody:
            pass

        target = Nobody()
        target.endpoint, target.identity, target.is_sink = endpoint, identity, False
        visitor = peer.Peer(target).introduce()
        visitor.connection.close()
        return visitor.trainable_count


class Job:
    """A coordinator and its workers."""

    def __init__(self, bench, epochs, transport, workers, name, files):
        self.bench, self.name = bench, name
        self.endpoint = (
            f"tcp://127.0.0.1:{free_port()}" if transport == "tcp"
            else "ipc://" + os.path.join(bench.folder, f"{name}.sock"))
        self.report_path = os.path.join(bench.folder, f"{name}.json")
        self.workers = []
        self.coordinator = Process(
            [bench.tandem, "coordinator", "--bind", self.endpoint, "--min-workers", str(workers),
             *bench.job_options(epochs), "--report", self.report_path],
            bench.folder, f"{name}-coordinator", files)
        self.coordinator.wait_for("listening at", 60)

    def add_worker(self, name, endpoint=None):
        worker = Process(
            [self.bench.tandem, "worker", "--connect", endpoint or self.endpoint, "--name", name,
             "--threads", "1"],
            self.bench.folder, f"{self.name}-{name}")
        self.workers.append(worker)
        return worker

    def wait_until_running(self):
        self.coordinator.wait_for("Epoch 1/", 60, where="output")

    @property
    def epochs_done(self):
        return self.coordinator.output.count("Epoch ")

    @property
    def bits(self):
        """The digest of the weights it came to; None if it did not."""
        try:
            return _report(self.report_path)["weightsSHA256"]
        except (OSError, ValueError):
            return None

    def end(self, seconds):
        """The status that the coordinator ends with; None if it does not within so many seconds."""
        status = self.coordinator.status(seconds)
        self.worker_statuses = [worker.status(5) for worker in self.workers]
        for process in (self.coordinator, *self.workers):
            process.end()
        return status


def free_port():
    """A port that nobody listens on. Another process may take it first; that ends the run."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def last_line(text):
    """The line that tells why a process ended."""
    lines = [line for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"\(src/\w+\.cpp:\d+\)|crashed|Fatal|Error:", line)]
    return (telling[:1] or lines[-1:] or ["nothing was said"])[0][:200]


def _report(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()
