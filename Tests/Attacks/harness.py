"""Runs attacks on coordinators: each on a job of its own, or several in turn on one job."""

import math
import os
import re
import signal
import sys
import time

import measure
import sink
from attacker import HERE, Attacker
from attacks import registry
from job import Failure, Process, free_port, last_line
from verdict import Row

# A process that holds as much is stopped, before the machine suffers.
MOST_MEMORY = 3_000_000_000

# A job that can't go on has to say so within so many seconds.
SAID_WITHIN = 20


class Harness:
    """Runs the attacks, one after the other."""

    def __init__(self, bench, options):
        self.bench, self.options = bench, options
        self.rows = []
        self.identity, self.seconds_per_epoch = bench.learn()
        self.identity_path = os.path.join(bench.folder, "identity.json")
        self.identity.save(self.identity_path)
        self._bits = {}
        self._quiet = {}

    def epochs(self, seconds):
        return max(10, math.ceil(seconds / self.seconds_per_epoch))

    def bits(self, epochs):
        if epochs not in self._bits:
            self._bits[epochs] = self.bench.bits(epochs)
        return self._bits[epochs]

    def quiet(self, transport):
        """The cores that a coordinator keeps busy, and the epochs a second, with nobody about."""
        if transport not in self._quiet:
            epochs = self.epochs(6)
            job = self.bench.job(epochs, transport, name=f"quiet-{transport}")
            for name in ("alice", "bob"):
                job.add_worker(name)
            job.wait_until_running()
            sampler = measure.Sampler(job.coordinator.pid)
            done = job.epochs_done
            # A job may be faster than the one by which its epochs were counted, and end.
            while time.monotonic() < sampler.started + 3 and job.epochs_done < epochs - 1:
                time.sleep(0.02)
            sampler.sample()
            sampler.stop()
            speed = max(1, job.epochs_done - done) / (time.monotonic() - sampler.started)
            self._quiet[transport] = (sampler.cores, speed)
            if job.end(120) != 0:
                raise Failure(f"the job failed without an attack: {job.coordinator.errors[-500:]}")
        return self._quiet[transport]

    def attacker(self, endpoint, by, is_sink=False):
        return Attacker(
            self.bench, endpoint, self.identity_path, by, self.options.seconds,
            self.options.scale, is_sink)

    def start(self, by, transport, epochs, name, files=None):
        """A job that runs, with whoever attacks it in place."""
        job = self.bench.job(epochs, transport, 2 if by == registry.STRANGER else 3, name, files)
        attacker = None
        # Who is admitted first is the one that has nothing to do if there are more workers than
        # shards; who is admitted last has work.
        if by == registry.IDLE:
            attacker = self.attacker(job.endpoint, by)
        job.add_worker("alice")
        job.coordinator.wait_for("alice .*joined")
        job.add_worker("bob")
        if attacker is None:
            if by == registry.WORKING:
                job.coordinator.wait_for("bob .*joined")
            attacker = self.attacker(job.endpoint, by)
        if attacker.endpoint:
            job.add_worker("mallory", attacker.endpoint)
        job.wait_until_running()
        return job, attacker

    def run_alone(self, attack, transport):
        """One attack on a job of its own."""
        row = Row(attack, transport)
        self.rows.append(row)
        try:
            self._run_alone(attack, transport, row)
        except Failure as failure:
            row.misses.append("the job did not begin")
            row.notes.append(str(failure))
        Process.end_all()
        row.judge()
        print(row, flush=True)

    def _run_alone(self, attack, transport, row):
        seconds = self.options.seconds
        row.quiet_cores, quiet_speed = self.quiet(transport)
        epochs = max(self.epochs(seconds + 4), int((seconds + 4) * quiet_speed))
        job, attacker = self.start(
            attack.by, transport, epochs, f"{attack.name}-{transport}", attack.files)
        sampler = measure.Sampler(job.coordinator.pid, MOST_MEMORY)
        done = job.epochs_done
        said = len(job.coordinator.errors)
        attacker.begin(attack.name)
        if attack.said:
            _wait_until_said(attack.said, job.coordinator, said, max(seconds, SAID_WITHIN))
        else:
            row.take(attacker.result())
        sampler.sample()
        row.cores = sampler.cores
        row.speed = (job.epochs_done - done) / (time.monotonic() - sampler.started) / quiet_speed
        if attack.said and job.coordinator.is_alive:
            # The job can't end by itself.
            job.coordinator.signal(signal.SIGINT)
        status = job.end(20 + 3 * seconds)
        sampler.stop()
        attacker.end()
        row.megabytes = sampler.megabytes
        self.judge_end(row, job, status, sampler, said, epochs)
        if not self.options.no_sink and not attack.said:
            row.sink_cores = self.sink_cores(attack, transport, row)

    def judge_end(self, row, job, status, sampler, said, epochs):
        attack = row.attack
        told = job.coordinator.errors[said:]
        if sampler.was_stopped:
            row.notes.append("stopped by us for its memory")
        if attack.said:
            row.alive = status is not None and status >= 0
            if not _is_said(attack.said, told):
                row.misses.append(f"not said: {attack.said}")
            row.notes.append(last_line(told))
            return
        row.alive = status == 0 and job.worker_statuses[:2] == [0, 0]
        row.bits = status == 0 and job.bits == self.bits(epochs)
        if status is None:
            row.notes.append("the job did not end")
        elif status != 0:
            row.notes.append(f"ended by {_status(status)}: {last_line(told)}")
        elif not row.alive:
            row.notes.append(f"workers ended with {job.worker_statuses}")

    def sink_cores(self, attack, transport, row):
        """The cores that a bare ROUTER is busy with under the same attack."""
        if sink.load() is None:
            return None
        endpoint = (
            f"tcp://127.0.0.1:{free_port()}" if transport == "tcp"
            else "ipc://" + os.path.join(self.bench.folder, "sink.sock"))
        bare = Process(
            [sys.executable, os.path.join(HERE, "sink.py"), endpoint,
             str(self.identity.largest_frame)], self.bench.folder, "sink", attack.files)
        bare.wait_for("ready", 20, where="output")
        if attack.by == registry.WORKING:
            # Which is about one message more a few times a second.
            bare.end()
            return 0.0
        attacker = self.attacker(endpoint, attack.by, is_sink=True)
        sampler = measure.Sampler(bare.pid, MOST_MEMORY)
        attacker.begin(attack.name)
        done = attacker.result()
        sampler.sample()
        sampler.stop()
        row.notes.append(
            f"bare ROUTER {sampler.megabytes:+.0f} MB" if bare.is_alive
            else "the bare ROUTER does not survive it")
        attacker.end()
        bare.end()
        return sampler.cores * row.part_of(done)

    def run_together(self, by, chosen, transport):
        """Several attacks in turn on one job."""
        # A job that is attacked takes longer; what it does not last for meets another.
        epochs = self.epochs(0.6 * len(chosen) * (self.options.seconds + 0.4) + 2)
        bits = self.bits(epochs)
        job, attacker = self.start(by, transport, epochs, f"{by}-{transport}")
        rows = []
        for attack in chosen:
            row = Row(attack, transport)
            rows.append(row)
            sampler = measure.Sampler(job.coordinator.pid, MOST_MEMORY)
            attacker.begin(attack.name)
            done = attacker.result()
            # An admitted peer that was cut off may be what the job ends for; if not, the attacks that
            # follow need another.
            is_cut_off = attack.by != registry.STRANGER and bool("stopped" in done or done.get("cut"))
            row.take(done)
            job.coordinator.status(1 if is_cut_off else 0.1)
            sampler.sample()
            sampler.stop()
            row.alive = job.coordinator.is_alive or job.coordinator.status(0) == 0
            row.cores, row.megabytes = sampler.cores, sampler.megabytes
            if is_cut_off or not job.coordinator.is_alive:
                break
        status = job.end(120)
        attacker.end()
        self.judge_together(rows, job, status, bits)
        self.rows += rows
        rest = chosen[len(rows):]
        if rest:
            self.run_together(by, rest, transport)

    @staticmethod
    def judge_together(rows, job, status, bits):
        is_right = status == 0 and job.bits == bits and job.worker_statuses[:2] == [0, 0]
        if status != 0:
            # Whatever was under way then.
            rows[-1].alive = False
            end = "the job did not end" if status is None else f"ended by {_status(status)}"
            rows[-1].notes.append(f"{end}: {last_line(job.coordinator.errors)}")
        for row in rows:
            if status == 0:
                row.bits = is_right
            row.judge()
            print(row, flush=True)


def _status(status):
    return signal.Signals(-status).name if status < 0 else f"status {status}"


def _wait_until_said(pattern, process, start, seconds):
    """Waits for a line of a process, or its end."""
    deadline = time.monotonic() + seconds
    while process.is_alive and time.monotonic() < deadline:
        if _is_said(pattern, process.errors[start:]):
            return
        time.sleep(0.1)


def _is_said(pattern, text):
    return any(re.search(pattern, line) for line in text.splitlines() if "joined" not in line)
