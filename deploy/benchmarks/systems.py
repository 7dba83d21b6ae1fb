"""The systems compared: how each is called, and how what it says is read."""

import dataclasses
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable

import machine
import processes

PEERS = pathlib.Path(__file__).parent / "peers"
EXAMPLES = 50_000
TRANSPORTS = ("shm", "ipc", "tcp")
STEADY_STEPS, MOST_EPOCHS = 400, 9


@dataclasses.dataclass(frozen=True)
class Task:
    """What all systems are given."""

    batch_size: int
    limit: int = EXAMPLES

    @property
    def epochs(self) -> int:
        """One to warm up and to check what was learned, and enough after it for a steady span."""
        steps = math.ceil(self.limit / self.batch_size)
        return min(MOST_EPOCHS, 1 + math.ceil(STEADY_STEPS / steps))


@dataclasses.dataclass(frozen=True)
class Sample:
    """One run: the step over all epochs but the first, and what the first and the last learned."""

    mean: float
    median: float | None
    p95: float | None
    loss: float
    accuracy: float
    last_loss: float
    version: str


@dataclasses.dataclass(frozen=True)
class System:
    """One way to train: `run` does the task and gives its report."""

    name: str
    label: str
    group: str  # tandem, or the name that --peers knows
    run: Callable[[Task], dict]


def sample(report: dict) -> Sample:
    """Reads a report, Tandem's or a peer's: their epochs have one shape."""
    first, *steady = report["epochs"]
    steps = sum(epoch["steps"] for epoch in steady)

    def middle(figure: str) -> float | None:
        values = [epoch["stepMilliseconds"][figure] for epoch in steady]
        return None if None in values else statistics.median(values)

    return Sample(
        mean=sum(epoch["seconds"] for epoch in steady) * 1e3 / steps,
        median=middle("median"),
        p95=middle("p95"),
        loss=first["loss"],
        accuracy=first.get("accuracy", first.get("sparse_categorical_accuracy")),
        last_loss=steady[-1]["loss"],
        version=report.get("version", ""),
    )


def peer_command(script: str, task: Task, threads: int, *options: str) -> list[str]:
    """The command line of a peer's script."""
    words = [sys.executable, str(PEERS / script), "--batch-size", str(task.batch_size)]
    words += ["--epochs", str(task.epochs), "--limit", str(task.limit)]
    return [*words, "--threads", str(threads), *options]


def _peer(
    name: str, label: str, group: str, script: str, cores: int, threads: int, *options: str
) -> System:
    def run(task: Task) -> dict:
        command = peer_command(script, task, threads, *options)
        return processes.run(command, machine.processors(cores)).last_json()

    return System(name, label, group, run)


def peers() -> list[System]:
    """All of them, installed or not."""
    return [
        _peer("jax-1", "JAX jit, 1 core", "jax", "jax_jit.py", 1, 1),
        _peer("jax-2", "JAX jit, 2 cores", "jax", "jax_jit.py", 2, 2),
        _peer("jax-scan-1", "JAX scan, 1 core", "jax", "jax_jit.py", 1, 1, "--scan"),
        _peer("jax-scan-2", "JAX scan, 2 cores", "jax", "jax_jit.py", 2, 2, "--scan"),
        _peer("torch-1", "PyTorch eager, 1 thread", "torch", "torch_eager.py", 1, 1),
        _peer("torch-2", "PyTorch eager, 2 threads", "torch", "torch_eager.py", 2, 2),
        _peer("keras-2", "Keras tf.function, 2 threads", "keras", "keras_function.py", 2, 2),
        _peer("ddp", "PyTorch DDP gloo, 2 ranks", "ddp", "torch_ddp.py", 2, 1),
        _peer("mwms", "TensorFlow MWMS, 2 workers", "mwms", "tf_mwms.py", 2, 1),
    ]


class Tandem:
    """The command under test."""

    def __init__(self, binary: str, data: pathlib.Path) -> None:
        self.binary, self.data = binary, data
        asked = subprocess.run([binary, "--version"], capture_output=True, text=True)
        self.version = asked.stdout.strip()

    def train(
        self, words: list[str], task: Task, cores: int, epochs: int | None = None, **options
    ) -> tuple[dict, processes.Outcome]:
        """Runs it, and gives its report."""
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "report.json"
            command = [self.binary, *words, "--batch-size", str(task.batch_size)]
            command += ["--epochs", str(epochs or task.epochs), "--limit", str(task.limit)]
            command += ["--data", str(self.data), "--quiet", "--report", str(file)]
            outcome = processes.run(command, machine.processors(cores), **options)
            report = json.loads(file.read_text())
            if "--transport" in words:
                asked = words[words.index("--transport") + 1]
                # Shared memory that can't be had is replaced by ipc, which is another system.
                if report["transport"] != asked:
                    raise processes.RunFailed(f"ran over {report['transport']}, not {asked}")
            return report | {"version": self.version}, outcome

    def cluster_words(self, transport: str) -> list[str]:
        """Two workers with one thread each."""
        return ["train", "--workers", "2", "--threads", "1", "--transport", transport]

    def systems(self) -> list[System]:
        """One process on one and two threads, and two workers over each transport."""

        def system(name: str, label: str, words: list[str], cores: int) -> System:
            return System(name, label, "tandem", lambda task: self.train(words, task, cores)[0])

        single = ["single", "--threads", "1"]
        double = ["single", "--threads", "2"]
        found = [
            system("tandem-1", "Tandem, 1 thread", single, 1),
            system("tandem-2", "Tandem, 2 threads", double, 2),
        ]
        for transport in TRANSPORTS:
            label = f"Tandem, 2 workers {transport}"
            found.append(system(f"tandem-{transport}", label, self.cluster_words(transport), 2))
        return found
