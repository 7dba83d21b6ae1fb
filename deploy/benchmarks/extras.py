"""What is measured beside the step: the exchange alone, a whole run, memory, the time to start."""

import datetime
import json
import pathlib
import sys
import tempfile

import install
import machine
import processes
from systems import PEERS, Tandem, Task, peer_command

WHOLE_EPOCHS = 3
MEGABYTE = 1e6


def mpi_exchange() -> dict:
    """OpenMPI's all-reduce; the settings let root and small machines run it."""
    settings = {
        "OMPI_ALLOW_RUN_AS_ROOT": "1",
        "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        "OMPI_MCA_rmaps_base_oversubscribe": "1",
        "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe",
    }
    command = [install.mpirun() or "mpirun", "-n", "2", sys.executable]
    command.append(str(PEERS / "mpi_exchange.py"))
    return processes.run(command, machine.processors(2), **settings).last_json()


def gloo_exchange() -> dict:
    """Gloo's all-reduce."""
    command = [sys.executable, str(PEERS / "gloo_exchange.py")]
    return processes.run(command, machine.processors(2)).last_json()


def tandem_exchange(tandem: Tandem) -> dict:
    """Tandem's exchange: the median of steps in which workers compute nothing, their numbers are
    summed and all get the sums.

    It does a little more than an all-reduce: work is handed out and metrics are merged.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "bench.json"
        command = [tandem.binary, "bench", "--only", "exchange", "--workers", "2"]
        command += ["--threads", "1", "--rounds", "1", "--quiet", "--report", str(file)]
        processes.run(command, machine.processors(2))
        figures = json.loads(file.read_text())["figures"]
    steps = {one["transport"]: one["milliseconds"]["median"] for one in figures}
    times = {"median": steps["shm"]} | steps
    return {"system": "tandem", "version": tandem.version, "exchangeMilliseconds": times}


def handover(tandem: Tandem) -> float:
    """Nanoseconds that a word takes from one core to the other.

    The cores of a virtual machine may lie on one chip in one round and on two in the next, and all
    that processes share takes longer then.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "bench.json"
        command = [tandem.binary, "bench", "--only", "handover", "--rounds", "1", "--quiet"]
        processes.run([*command, "--report", str(file)], machine.processors(2))
        figures = json.loads(file.read_text())["figures"]
    return figures[0]["milliseconds"]["median"] * 1e6


def whole_keras(limit: int) -> dict:
    """Keras's process from start to end: three epochs, each with validation."""
    task = Task(32, limit)
    command = peer_command("keras_function.py", task, 2, "--validate")
    command[command.index("--epochs") + 1] = str(WHOLE_EPOCHS)
    return {"seconds": processes.run(command, machine.processors(2)).seconds}


def whole_tandem(tandem: Tandem, limit: int) -> dict:
    """The same of Tandem on two workers, with its peak memory and the time until its first step.

    Tandem evaluates the test digits as well, which Keras does not. The report says when the first
    step ended; else it is taken to be one mean step after the event with which the job begins.
    """
    words = tandem.cluster_words("shm")
    task = Task(32, limit)
    report, outcome = tandem.train(words, task, 2, epochs=WHOLE_EPOCHS, watch_memory=True)
    found = {"seconds": outcome.seconds, "transport": report.get("transport")}
    workers = [peak for line, peak in outcome.peaks.items() if " worker " in line]
    coordinators = [peak for line, peak in outcome.peaks.items() if " train " in line]
    if workers and coordinators:
        found["workerMegabytes"] = max(workers) / MEGABYTE
        found["coordinatorMegabytes"] = max(coordinators) / MEGABYTE
    if report.get("startSeconds"):
        return found | {"secondsToFirstStep": report["startSeconds"]}
    for event in report["events"]:
        if event["kind"] == "started":
            began = datetime.datetime.fromisoformat(event["time"].replace("Z", "+00:00"))
            step = report["epochs"][0]["stepMilliseconds"]["mean"] / 1e3
            found["secondsToFirstStep"] = began.timestamp() - outcome.started + step
            break
    return found
