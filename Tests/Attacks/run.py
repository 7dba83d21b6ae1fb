#!/usr/bin/env python3
"""Attacks a coordinator that does a job with two honest workers, and workers that look for one.

  python3 Tests/Attacks/run.py --tandem .build/release/tandem
  python3 Tests/Attacks/run.py --tandem .build/release/tandem --only endless-multipart --seconds 30
  python3 Tests/Attacks/run.py --tandem .build/release/tandem --short

Each attack meets a job of its own, which lasts a little longer than it. Asked of each:

  bits        the weights are those of `tandem single` with the same options
  alive       the coordinator ends with status 0, and both honest workers with it
  memory      it holds at most 32 MB more than before (64 MB if the attacker was admitted)
  processor   it is busy for at most a quarter of a core more than without an attack, beyond what a
              bare ROUTER is busy with that takes as much of the same and throws it away

With --short, for continuous integration, the attacks follow each other in a few jobs, each for a
moment and with fewer connections; processor time, which means little then, is not judged.

Needs Python 3 and nothing else; libzmq, if it is found, for the bare ROUTER.
Exit status: 0 if all attacks were withstood, 1 if not, 2 if something is missing.
"""

import argparse
import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import attacks
import measure
import sink
import workers
from attack import raise_limits
from attacks import registry
from job import Bench, Failure, Process, free_port

HERE = os.path.dirname(os.path.abspath(__file__))

# A process that holds as much is stopped, before the machine suffers.
MOST_MEMORY = 3_000_000_000

PROCESSOR_LIMIT = 0.25

# A job that can't go on has to say so within so many seconds.
SAID_WITHIN = 20

COLUMNS = "{:<26} {:<5} {:<6} {:>8} {:>7} {:>6} {:>6} {:>6}  {}"


class Attacker:
    """The process that attacks."""

    def __init__(self, bench, endpoint, identity_path, by, seconds, scale, is_sink=False):
        arguments = [
            sys.executable, os.path.join(HERE, "attack.py"), endpoint, identity_path, str(seconds),
            "--by", by, "--scale", str(scale)]
        with open(os.path.join(bench.folder, "attacker.err"), "wb") as errors:
            self.process = subprocess.Popen(
                arguments + (["--sink"] if is_sink else []), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=errors, text=True)
        self.errors_path = errors.name
        answer = self.process.stdout.readline().split()
        if answer[:1] != ["ready"]:
            raise Failure(f"the attacker did not get ready: {self._errors()}")
        self.endpoint = answer[1] if len(answer) > 1 else None

    def begin(self, name):
        self.process.stdin.write(name + "\n")
        self.process.stdin.flush()

    def result(self):
        """What it has done, when it is done."""
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"failed": self._errors()}

    def end(self):
        try:
            self.process.stdin.close()
            self.process.wait(2)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()

    def _errors(self):
        with open(self.errors_path, encoding="utf-8", errors="replace") as file:
            return file.read()[-300:].strip()


class Row:
    """What an attack came to."""

    def __init__(self, attack, transport):
        self.attack, self.transport = attack, transport
        self.bits = self.alive = None
        self.megabytes = self.speed = None
        self.cores = self.sink_cores = self.quiet_cores = None
        self.done = {}
        self.notes = []
        self.misses = []

    @property
    def cores_over(self):
        """How many cores more than without an attack, beyond what a bare ROUTER takes."""
        if self.cores is None or self.sink_cores is None or self.quiet_cores is None:
            return None
        return self.cores - self.quiet_cores - self.sink_cores

    def take(self, done):
        """What the attacker says of what it did."""
        self.done = done
        if "missed" in done:
            self.misses.append(done.pop("missed"))
        self.notes.append(", ".join(f"{key} {value}" for key, value in done.items()))

    def part_of(self, done):
        """The part of what a bare ROUTER took that the coordinator took in the same time.

        Who takes less because it is busy is not to be compared with one that takes it all.
        """
        ours, its = self.done.get("megabytes"), done.get("megabytes")
        return min(1, ours / its) if ours and its and not self.done.get("cut") else 1

    def judge(self):
        if self.bits is False:
            self.misses.append("bits")
        if self.alive is False:
            self.misses.append("alive")
        if self.megabytes is not None and self.megabytes > self.attack.memory_limit:
            self.misses.append("memory")
        if self.cores_over is not None and self.cores_over > PROCESSOR_LIMIT:
            self.misses.append("processor")

    def __str__(self):
        def shown(value, form="{}", none="-"):
            return none if value is None else form.format(value)

        words = {True: "yes", False: "NO", None: "-"}
        verdict = "MISSED: " + ", ".join(self.misses) if self.misses else "withstood"
        notes = f" ({'; '.join(self.notes)})" if self.notes else ""
        return COLUMNS.format(
            self.attack.name, words[self.bits], words[self.alive],
            shown(self.megabytes, "{:+.1f}"), shown(self.cores, "{:.2f}"),
            shown(self.sink_cores, "{:.2f}"), shown(self.cores_over, "{:+.2f}"),
            shown(self.speed, "{:.0%}"), verdict + notes)


def print_header(title):
    print(f"\n{title}")
    print(COLUMNS.format(
        "attack", "bits", "alive", "MB", "cores", "sink", "over", "speed", "verdict"), flush=True)


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
            job = self.bench.job(self.epochs(6), transport, name=f"quiet-{transport}")
            for name in ("alice", "bob"):
                job.add_worker(name)
            job.wait_until_running()
            sampler = measure.Sampler(job.coordinator.pid)
            done = job.epochs_done
            time.sleep(3)
            sampler.sample()
            sampler.stop()
            speed = (job.epochs_done - done) / (time.monotonic() - sampler.started)
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
        honest = [job.add_worker("alice")]
        job.coordinator.wait_for("alice .*joined")
        honest.append(job.add_worker("bob"))
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
        seconds = self.options.seconds
        row.quiet_cores, quiet_speed = self.quiet(transport)
        epochs = self.epochs(seconds + 4)
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
        row.judge()
        print(row, flush=True)

    def judge_end(self, row, job, status, sampler, said, epochs):
        attack = row.attack
        told = job.coordinator.errors[said:]
        if sampler.was_stopped:
            row.notes.append("stopped by us for its memory")
        if attack.said:
            row.alive = status is not None and status >= 0
            if not _is_said(attack.said, told):
                row.misses.append(f"not said: {attack.said}")
            row.notes.append(_last_line(told))
            return
        row.alive = status == 0 and job.worker_statuses[:2] == [0, 0]
        row.bits = status == 0 and job.bits == self.bits(epochs)
        if status is None:
            row.notes.append("the job did not end")
        elif status != 0:
            row.notes.append(f"ended by {_status(status)}: {_last_line(told)}")
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
            # An admitted peer that was cut off may be what the job ends for.
            is_cut_off = attack.by != registry.STRANGER and ("stopped" in done or done.get("cut"))
            row.take(done)
            job.coordinator.status(1 if is_cut_off else 0.1)
            sampler.sample()
            sampler.stop()
            row.alive = job.coordinator.is_alive or job.coordinator.status(0) == 0
            row.cores, row.megabytes = sampler.cores, sampler.megabytes
            if not job.coordinator.is_alive:
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
            rows[-1].notes.append(f"{end}: {_last_line(job.coordinator.errors)}")
        for row in rows:
            if status == 0:
                row.bits = is_right
            row.judge()
            print(row, flush=True)


def _status(status):
    return signal.Signals(-status).name if status < 0 else f"status {status}"


def _last_line(text):
    """The line that tells why a process ended."""
    lines = [line for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if re.search("Assertion failed|crashed|Fatal|Error:", line)]
    return (telling[:1] or lines[-1:] or ["nothing was said"])[0][:200]


def _wait_until_said(pattern, process, start, seconds):
    """Waits for a line of a process, or its end."""
    deadline = time.monotonic() + seconds
    while process.is_alive and time.monotonic() < deadline:
        if _is_said(pattern, process.errors[start:]):
            return
        time.sleep(0.1)


def _is_said(pattern, text):
    return any(re.search(pattern, line) for line in text.splitlines() if "joined" not in line)


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--tandem", default=os.environ.get("TANDEM", "tandem"),
        help="the command to attack (default: $TANDEM, or the one on the PATH)")
    parser.add_argument("--seconds", type=float, help="how long each attack lasts (default: 30)")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this attack; repeatable")
    parser.add_argument(
        "--transport", choices=("tcp", "ipc", "both"), default="tcp",
        help="how attackers and workers connect (default: tcp; ipc where an attack needs it)")
    parser.add_argument(
        "--scale", type=float, help="the part of the connections that are made (default: 1)")
    parser.add_argument("--short", action="store_true", help="a moment each, in a few jobs")
    parser.add_argument("--no-sink", action="store_true", help="leave the bare ROUTER out")
    parser.add_argument(
        "--data", default=os.environ.get("TANDEM_DATA", "synthetic"),
        help="what the job trains on (default: $TANDEM_DATA, or synthetic)")
    parser.add_argument(
        "--keep", metavar="FOLDER", help="leave what the processes have written in this folder")
    parser.add_argument("--list", action="store_true", help="name the attacks and end")
    options = parser.parse_args()
    options.seconds = options.seconds or (0.6 if options.short else 30)
    options.scale = options.scale or (0.1 if options.short else 1)
    return options


def list_attacks():
    for attack in attacks.ATTACKS.values():
        print(f"{attack.name:<26} {attack.by:<9} {attack.title}")
    for name, (_, title) in attacks.WORKER_ATTACKS.items():
        print(f"{name:<26} {'worker':<9} {title}")


def chosen_attacks(options):
    """The attacks on a coordinator to run, each with the transport."""
    found = []
    for attack in attacks.ATTACKS.values():
        if options.only and attack.name not in options.only:
            continue
        wanted = ("tcp", "ipc") if options.transport == "both" else (options.transport,)
        usable = [one for one in wanted if one in attack.transports] or attack.transports[:1]
        found += [(attack, transport) for transport in usable]
    return found


def main():
    options = parse()
    if options.list:
        return list_attacks()
    tandem = shutil.which(options.tandem)
    if tandem is None:
        sys.exit(f"run.py: {options.tandem} is no command. Name it with --tandem.")
    known = [*attacks.ATTACKS, *attacks.WORKER_ATTACKS]
    for name in options.only or []:
        if name not in known:
            print(f"run.py: there is no attack '{name}'; --list names all.", file=sys.stderr)
            sys.exit(2)
    raise_limits()
    with tempfile.TemporaryDirectory(prefix="tandem-attacks-") as folder:
        if options.keep:
            folder = options.keep
            os.makedirs(folder, exist_ok=True)
        bench = Bench(os.path.abspath(tandem), folder, options.data)
        try:
            misses = run(bench, options)
        except Failure as failure:
            print(f"run.py: {failure}", file=sys.stderr)
            sys.exit(2)
    sys.exit(1 if misses else 0)


def run(bench, options):
    """Runs what was asked for; the names of what was not withstood."""
    started = time.monotonic()
    misses = []
    chosen = chosen_attacks(options)
    if chosen:
        harness = Harness(bench, options)
        print(f"An epoch takes {harness.seconds_per_epoch:.3f} s; "
              f"attacks of {options.seconds:g} s, connections × {options.scale:g}.")
        if options.short:
            run_short(harness, chosen)
        else:
            run_long(harness, chosen)
        misses += [row.attack.name for row in harness.rows if row.misses]
    names = [name for name in attacks.WORKER_ATTACKS if not options.only or name in options.only]
    if names:
        misses += workers.run(bench, names, options)
    print(f"\n{len(misses)} not withstood{': ' if misses else ''}{', '.join(misses)}; "
          f"{time.monotonic() - started:.0f} s in all.")
    return misses


def run_long(harness, chosen):
    for transport in ("tcp", "ipc"):
        some = [attack for attack, where in chosen if where == transport]
        if some:
            print_header(f"Attacks on a coordinator over {transport}")
        for attack in some:
            harness.run_alone(attack, transport)


def run_short(harness, chosen):
    harness.options.no_sink = True
    for transport in ("tcp", "ipc"):
        # Who is admitted and has no work can also do what a stranger does.
        idle = [one for one, where in chosen if where == transport and one.by != registry.WORKING]
        idle.sort(key=lambda one: one.by == registry.IDLE)
        working = [one for one, where in chosen if where == transport and one.by == registry.WORKING]
        if idle or working:
            print_header(f"Attacks on a coordinator over {transport}")
        for by, some in ((registry.IDLE, idle), (registry.WORKING, working)):
            together = [one for one in some if not one.said and not one.files]
            if together:
                harness.run_together(by, together, transport)
            for attack in some:
                if attack.said:
                    harness.run_alone(attack, transport)


if __name__ == "__main__":
    main()
