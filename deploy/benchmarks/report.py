"""Tables for a person and results.json for a program."""

import dataclasses
import json
import pathlib
import statistics

from goals import Ratio, Samples, median_step

RULE = "─" * 97


def _spread(values: list[float], form: str) -> str:
    return f"{min(values):{form}} … {max(values):{form}}"


def _steps(samples: Samples, labels: dict[str, str]) -> None:
    for batch_size, by_system in samples.items():
        print(f"\nMean step at batch {batch_size}: median over the rounds, least … greatest")
        print(RULE)
        print(f"{'':<32}{'ms':>9}   {'':<21}{'loss':>12}{'accuracy':>12}")
        ran = {name: runs for name, runs in by_system.items() if any(runs)}
        for name, runs in sorted(ran.items(), key=lambda item: median_step(item[1])):
            there = [run for run in runs if run]
            means = [run.mean for run in there]
            loss = statistics.median(run.loss for run in there)
            accuracy = statistics.median(run.accuracy for run in there)
            print(
                f"{labels[name]:<32}{statistics.median(means):>9.3f}   "
                f"{_spread(means, '.3f'):<21}{loss:>12.4f}{accuracy:>12.4f}"
            )


def _ratios(ratios: list[Ratio], labels: dict[str, str]) -> None:
    print("\nTime of Tandem / time of the peer: median over the rounds, least … greatest")
    print(RULE)
    print(f"{'Tandem':<16}{'peer':<36}{'batch':>5}{'ratio':>8}   {'':<16}{'goal':>5}")
    for one in ratios:
        label = labels[one.tandem].removeprefix("Tandem, ")
        peer = " / ".join(labels[name].split(",")[0] for name in one.peer.split("/"))
        peer = labels.get(one.peer, peer)
        head = f"{label:<16}{peer:<36}{one.batch_size:>5}"
        if one.median is None:
            print(f"{head}{'not run':>8}   {'':<16}{one.goal or '':>5}")
            continue
        verdict = {True: "  met", False: "  MISSED", None: ""}[one.met]
        spread = f"{one.least:.3f} … {one.greatest:.3f}"
        print(f"{head}{one.median:>8.3f}   {spread:<16}{one.goal or '–':>5}{verdict}")


def _line(what: str, value: str, goal: str = "", met: bool | None = None) -> None:
    verdict = {True: "  met", False: "  MISSED", None: ""}[met]
    print(f"{what:<48}{value:<38}{goal:>5}{verdict}")


def _extras(extras: dict[str, list[dict]]) -> None:
    print("\nBeside the step: median over the rounds, least … greatest")
    print(RULE)
    exchanges = {
        name: [one["exchangeMilliseconds"] for one in extras.get(f"{name}-exchange", [])]
        for name in ("tandem", "mpi", "gloo")
    }
    for name, label, figures in (
        ("tandem", "Tandem", ("shm", "ipc", "tcp")),
        ("mpi", "OpenMPI", ("best", "median")),
        ("gloo", "gloo", ("best", "median")),
    ):
        found = exchanges[name]
        for figure in (figure for figure in figures if found and figure in found[0]):
            values = [one[figure] for one in found]
            text = f"{statistics.median(values):.3f} ms   {_spread(values, '.3f')}"
            _line(f"Exchange of 407,050 floats, {label}, {figure}", text)
    for ours, peer, theirs in (("shm", "mpi", "median"), ("tcp", "gloo", "best")):
        pairs = [
            a[ours] / b[theirs] for a, b in zip(exchanges["tandem"], exchanges[peer]) if ours in a
        ]
        if pairs:
            middle = statistics.median(pairs)
            text = f"{middle:.3f}   {_spread(pairs, '.3f')}"
            _line(f"  ratio, {ours} / {peer} {theirs}", text, "1.0", middle <= 1)

    if handovers := [one["nanoseconds"] for one in extras.get("handover", [])]:
        text = f"{statistics.median(handovers):.0f} ns   {_spread(handovers, '.0f')}"
        _line("A word from core to core", text)

    ours, theirs = extras.get("whole-tandem", []), extras.get("whole-keras", [])
    for label, runs in (("Tandem, 2 workers", ours), ("Keras tf.function", theirs)):
        if runs:
            values = [run["seconds"] for run in runs]
            text = f"{statistics.median(values):.2f} s   {_spread(values, '.2f')}"
            _line(f"Three epochs, start to end, {label}", text)
    if ours and theirs:
        pairs = [a["seconds"] / b["seconds"] for a, b in zip(ours, theirs)]
        middle = statistics.median(pairs)
        _line("  ratio", f"{middle:.3f}   {_spread(pairs, '.3f')}", "1/3", middle <= 1 / 3)

    for key, label, form, limit, unit in (
        ("workerMegabytes", "Peak resident memory of a worker", ".1f", 60, "MB"),
        ("coordinatorMegabytes", "Peak resident memory of the coordinator", ".1f", 160, "MB"),
        ("secondsToFirstStep", "Start to the end of the first step", ".3f", 0.3, "s"),
    ):
        values = [run[key] for run in ours if key in run]
        if values:
            middle = statistics.median(values)
            text = f"{middle:{form}} {unit}   {_spread(values, form)}"
            _line(label, text, f"{limit:g}", middle <= limit)


def print_tables(
    samples: Samples, ratios: list[Ratio], extras: dict[str, list[dict]], labels: dict[str, str]
) -> None:
    """All that was measured, and how it stands to the goals."""
    _steps(samples, labels)
    _ratios(ratios, labels)
    if extras:
        _extras(extras)


def write_json(path: pathlib.Path, head: dict, samples: Samples, ratios: list[Ratio], extras):
    """Everything, each round's figures included."""
    content = head | {
        "steps": {
            str(size): {
                name: [run and dataclasses.asdict(run) for run in runs]
                for name, runs in by_system.items()
            }
            for size, by_system in samples.items()
        },
        "ratios": [dataclasses.asdict(one) | {"met": one.met} for one in ratios],
        "beside": extras,
    }
    path.write_text(json.dumps(content, indent=2) + "\n")
