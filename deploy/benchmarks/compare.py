"""Runs the comparison: every system in turn, round after round. Started by deploy/bench, whose
--help says what the options mean."""

import argparse
import collections
import pathlib
import random
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "peers"))

import extras as beside  # noqa: E402
import goals  # noqa: E402
import install  # noqa: E402
import learning  # noqa: E402
import machine  # noqa: E402
import mnist  # noqa: E402
import plots  # noqa: E402
import processes  # noqa: E402
import report  # noqa: E402
from systems import EXAMPLES, System, Tandem, Task, peers, sample  # noqa: E402

BUSY = 0.05
SWEEP = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096]


def options() -> argparse.Namespace:
    def numbers(text: str) -> list[int]:
        words = text.split(",")
        if not all(word.isdecimal() for word in words):
            raise argparse.ArgumentTypeError(f"batch sizes are numbers such as 32,512, not {text}")
        found = [int(word) for word in words]
        if any(number < 2 or number % 2 for number in found):
            raise argparse.ArgumentTypeError("batch sizes are even: two workers share a batch")
        return sorted(set(found))

    def names(text: str) -> list[str]:
        found = [] if text == "none" else text.split(",")
        if unknown := set(found) - set(install.PEERS):
            raise argparse.ArgumentTypeError(
                f"no peer is called {', '.join(sorted(unknown))}; "
                f"there are {', '.join(install.PEERS)}, and none"
            )
        return found

    def positive(text: str) -> int:
        if not text.isdecimal() or int(text) < 1:
            raise argparse.ArgumentTypeError(f"a number from 1 is needed, not {text}")
        return int(text)

    parser = argparse.ArgumentParser(
        "deploy/bench", "deploy/bench [OPTIONS], which --help lists", allow_abbrev=False
    )
    parser.add_argument("--tandem", required=True)
    parser.add_argument("--rounds", type=positive, default=5)
    parser.add_argument("--peers", type=names, default=list(install.PEERS))
    parser.add_argument("--batch-sizes", type=numbers, default=[32, 512])
    parser.add_argument("--sweep", action="store_true")
    parser.add_argument("--sweep-rounds", type=positive, default=2)
    parser.add_argument("--limit", type=positive, default=EXAMPLES)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    asked = parser.parse_args()
    largest = max(asked.batch_sizes + (SWEEP if asked.sweep else []))
    if asked.limit % 2 or not largest <= asked.limit <= EXAMPLES:
        parser.error(f"--limit takes an even number from the largest batch size to {EXAMPLES:,}")
    return asked


class Rounds:
    """Runs things in turn and keeps what they gave; what fails twice in a row is not run again."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.busy: list[float | None] = []
        self.retried: list[str] = []
        self.failed: dict[str, str] = {}
        self.samples = collections.defaultdict(lambda: collections.defaultdict(list))
        self.extras = collections.defaultdict(list)

    def _try(self, name: str, what: str, measure, show):
        if name in self.failed:
            return None
        for attempt in range(2):
            try:
                result = measure()
            except (processes.RunFailed, OSError, LookupError, ValueError) as error:
                reason = str(error) or repr(error)
                print(f"    {what:<48} FAILED: {reason}", flush=True)
                continue
            if attempt > 0:
                self.retried.append(" ".join(what.split()))
            print(f"    {what:<48} {show(result)}", flush=True)
            return result
        self.failed[name] = reason
        return None

    def step(self, system: System, batch_size: int) -> None:
        result = self._try(
            system.name,
            f"batch {batch_size:<5}{system.label}",
            lambda: sample(system.run(Task(batch_size, self.limit))),
            lambda s: f"{s.mean:9.3f} ms   loss {s.loss:.4f}   accuracy {s.accuracy:.4f}",
        )
        self.samples[batch_size][system.name].append(result)

    def extra(self, name: str, what: str, measure, show) -> None:
        result = self._try(name, what, measure, show)
        if result is not None:
            self.extras[name].append(result)


def run_extras(rounds: Rounds, tandem: Tandem, groups: list[str]) -> None:
    def exchange(found: dict) -> str:
        times = found["exchangeMilliseconds"]
        return f"{times['median']:9.3f} ms median"

    def whole(found: dict) -> str:
        return f"{found['seconds']:9.2f} s"

    limit = rounds.limit
    tandem_exchange = lambda: beside.tandem_exchange(tandem)  # noqa: E731
    def cores(found: dict) -> str:
        return f"{found['nanoseconds']:9.0f} ns"

    handover = lambda: {"nanoseconds": beside.handover(tandem)}  # noqa: E731
    rounds.extra("handover", "a word from core to core", handover, cores)
    rounds.extra("tandem-exchange", "exchange alone, Tandem", tandem_exchange, exchange)
    if "mpi" in groups:
        rounds.extra("mpi-exchange", "exchange alone, OpenMPI", beside.mpi_exchange, exchange)
    if "ddp" in groups:
        rounds.extra("gloo-exchange", "exchange alone, gloo", beside.gloo_exchange, exchange)
    whole_tandem = lambda: beside.whole_tandem(tandem, limit)  # noqa: E731
    rounds.extra("whole-tandem", "three epochs, start to end, Tandem", whole_tandem, whole)
    if "keras" in groups:
        whole_keras = lambda: beside.whole_keras(limit)  # noqa: E731
        rounds.extra("whole-keras", "three epochs, start to end, Keras", whole_keras, whole)


def main() -> int:
    asked = options()
    if machine.processor_count() < 2:
        print("error: The comparison needs two processors.", file=sys.stderr)
        return 2
    try:
        data = mnist.directory()
    except FileNotFoundError as error:
        print(f"error: {error}", file=sys.stderr)
        print("       `tandem single --data mnist --epochs 1` fetches them.", file=sys.stderr)
        return 2

    # What can't be written is better known before the rounds than after.
    try:
        asked.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"error: --output {asked.output}: {error.strerror}", file=sys.stderr)
        return 2

    print("==> Peers", flush=True)
    missing = install.ensure(asked.peers)
    groups = [name for name in asked.peers if name not in missing]
    tandem = Tandem(asked.tandem, data)
    systems = [*tandem.systems(), *peers()]
    labels = {system.name: system.label for system in systems}
    for name, reason in missing.items():
        print(f"    SKIPPED {name}: {reason}", flush=True)
    systems = [s for s in systems if s.group in ("tandem", *groups) and s.name not in missing]
    print(f"    {len(systems)} systems, tandem {tandem.version} ({asked.tandem})", flush=True)

    rounds = Rounds(asked.limit)
    sweep = [size for size in SWEEP if size not in asked.batch_sizes] if asked.sweep else []
    sweep_rounds = asked.sweep_rounds if sweep else 0
    for number in range(max(asked.rounds, sweep_rounds)):
        print(f"==> Round {number + 1} of {max(asked.rounds, sweep_rounds)}", flush=True)
        busy = machine.busy()
        rounds.busy.append(busy)
        if busy is not None and busy > BUSY:
            print(f"    OTHER PROGRAMS take {busy:.0%} of the processors: expect odd figures")
        sizes = asked.batch_sizes if number < asked.rounds else []
        if number < sweep_rounds:
            sizes = sorted([*sizes, *sweep])
        for size in sizes:
            # Another order each time, so that none always follows the same one.
            for system in random.Random(f"{number} {size}").sample(systems, len(systems)):
                if size in asked.batch_sizes or not system.name.startswith("jax-scan"):
                    rounds.step(system, size)
        if number < asked.rounds:
            run_extras(rounds, tandem, groups)

    samples = {size: dict(rounds.samples[size]) for size in sorted(rounds.samples)}
    ratios = goals.ratios(samples, asked.batch_sizes)
    report.print_tables(samples, ratios, rounds.extras, labels)

    found = machine.description()
    head = {"machine": found, "tandem": tandem.version, "rounds": asked.rounds}
    head |= {"limit": asked.limit, "busy": rounds.busy, "skipped": missing}
    head |= {"failed": rounds.failed, "retried": rounds.retried}
    report.write_json(asked.output / "results.json", head, samples, ratios, rounds.extras)
    rounds_said = "1 round" if asked.rounds == 1 else f"median of {asked.rounds} rounds, and spread"
    note = f"{found['processor']}, 2 cores · {rounds_said}"
    ran = [size for size in samples if any(map(any, samples[size].values()))]
    samples = {size: samples[size] for size in ran}
    if shown := [size for size in asked.batch_sizes if size in ran]:
        plots.by_system(asked.output / "step-time-by-system.png", samples, shown, labels, note)
    if sweep:
        note += f"; {asked.sweep_rounds} where only the sweep went"
    if len(samples) > 1:
        plots.by_batch_size(asked.output / "step-time-by-batch-size.png", samples, labels, note)
    print(f"\nwritten to {asked.output}: results.json and the plots", flush=True)

    if any(busy and busy > BUSY for busy in rounds.busy):
        print("Other programs were running: these figures are not worth keeping.")

    differences = learning.differences(samples, asked.limit)
    for line in differences:
        print(f"error: It learns something else: {line}", file=sys.stderr)
    for name, reason in rounds.failed.items():
        print(f"error: {name} failed: {' '.join(reason.split())}", file=sys.stderr)
    # A peer may have been unlucky; Tandem has no excuse.
    unsteady = [what for what in rounds.retried if "Tandem" in what]
    for what in unsteady:
        print(f"error: failed once: {what}", file=sys.stderr)
    return 1 if differences or rounds.failed or unsteady else 0


if __name__ == "__main__":
    # An end that lets what is running be ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
