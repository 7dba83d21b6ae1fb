#!/usr/bin/env python3
"""What a step costs by bytes, operations and latencies, held against what was measured.

    tandem bench --only sweep --rounds 7 --report growth.json --batch-sizes 16,64,256,1024,4096 \\
      --widths 1258,5031,20125,80503 --worker-counts 1,2,3,4,6,8
    python3 deploy/benchmarks/cost_model.py growth.json

The model is linear in six constants of the machine, which are fitted to the figures of the file,
none below zero and each figure counting by its relative error. How much of a step's memory is in
which cache follows from their sizes, which are this machine's unless they are told, in MB: the
second caches of all cores that were used, and the cache that these share.

    python3 deploy/benchmarks/cost_model.py growth.json --caches 4,105

Prints the constants, then each figure beside what the model makes of it, as a table in Markdown.
Needs NumPy.
"""

import argparse
import json
import sys

import machine
import numpy as np

# Of tandem bench's made-up images, 20 by 20 pixels of 28 by 28 are inked: a stroke of 8 in each row.
SIDE, STROKE, CLASSES = 20, 8, 10
LIVE = SIDE * SIDE

CONSTANTS = [
    ("ms a GFLOP of matrix products on a core", "operations"),
    ("ms a MB in the caches of a core, on a core", "cached"),
    ("ms a MB in the cache of all cores, on a core", "shared"),
    ("ms a MB in memory, whichever core", "memory"),
    ("ms a worker and step", "worker"),
    ("ms a turn of workers that wait for a core, and step", "turn"),
]


def filled(rows: float) -> tuple[float, float]:
    """What is left of both products of the first layer when empty blocks of 4 by 1 are left out.

    Forward, a product of many rows is computed whole unless a quarter can be left out; backward, one
    of very many is.
    """
    starts = range(SIDE - STROKE + 1)
    # Forward: columns in which one of four images has ink.
    inked = [sum(s <= column < s + STROKE for s in starts) / len(starts) for column in range(SIDE)]
    forward = sum(1 - (1 - share) ** 4 for share in inked) / SIDE
    # Backward: images that have ink in one of four neighbouring columns.
    touched = [len({column // 4 for column in range(s, s + STROKE)}) for s in starts]
    backward = sum(touched) / len(starts) / (SIDE // 4)
    return forward if rows < 64 or forward <= 0.75 else 1.0, backward if rows <= 512 else 1.0


def levels(caches: list[float]) -> list[tuple[str, float]]:
    """How much of a step's buffers is in the cores' own caches, in the shared one too, or anywhere.

    What is gone over again and again does not stay in all of a cache, and the one that cores share
    has other guests: half of it counts.
    """
    own, shared = caches
    return [("cached", own), ("shared", max(own, shared / 2)), ("memory", float("inf"))]


def traffic(weights: float, working: float, terms: dict, cores: float, levels: list) -> None:
    """Adds bytes that a step moves; the cores share them, and the way to memory."""
    nearer = 0.0
    for level, limit in levels:
        share = min(1.0, limit / working)
        way = 1 if level == "memory" else cores
        terms[level] += (share - nearer) * 4 * weights / 1e6 / way
        nearer = share


def terms(figure: dict, cores: int, levels: list) -> dict:
    """What a figure is made of, by the names of the constants."""
    found = dict.fromkeys((name for _, name in CONSTANTS), 0.0)
    weights, workers = figure["weights"], figure["workers"]
    nodes = max(1, workers)
    working = 4 * weights * (2 + nodes)
    found["worker"] = workers
    found["turn"] = max(0, -(-workers // cores) - 1)
    units, examples = figure["hiddenUnits"], figure["batchSize"]
    live = LIVE * units
    # Processes or threads that compute at once. Workers do their parts; more than cores wait in turn.
    busy = min(cores, workers) if workers else min(cores, figure["threads"])
    macs = LIVE * sum(filled(examples / nodes)) + 3 * CLASSES
    found["operations"] = 2 * macs * examples * units / 1e9 / busy
    # Rows of the kernel are read, and the gradient written.
    traffic(2 * live * nodes, working, found, busy, levels)
    # The gradients are read, the velocities of all rows and the weights of live rows updated.
    traffic(nodes * live + 2 * weights + 2 * live, working, found, cores, levels)
    return found


def fit(matrix: np.ndarray, measured: np.ndarray) -> np.ndarray:
    """Least squares of the relative errors, no constant below zero, by coordinate descent."""
    scaled = matrix / measured[:, None]
    constants = np.zeros(matrix.shape[1])
    rest = np.ones(len(measured))
    for _ in range(100_000):
        for index in range(len(constants)):
            column = scaled[:, index]
            square = column @ column
            if square == 0:
                continue
            before = constants[index]
            constants[index] = max(0.0, before + column @ rest / square)
            rest -= column * (constants[index] - before)
    return constants


def place(figure: dict) -> str:
    if figure["workers"] == 0:
        return f"one process, {figure['threads']} threads"
    workers = "1 worker" if figure["workers"] == 1 else f"{figure['workers']} workers"
    return f"{workers}, {figure['transport']}"


def options() -> argparse.Namespace:
    def sizes(text: str) -> list[float]:
        words = text.split(",")
        if len(words) != 2 or not all(word.isdecimal() and int(word) > 0 for word in words):
            raise argparse.ArgumentTypeError(f"two sizes in MB, such as 4,105, not {text}")
        return [int(word) * 1e6 for word in words]

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("report", help="what tandem bench --report wrote")
    parser.add_argument("--caches", type=sizes, metavar="MB,MB", help="second ones, shared one")
    return parser.parse_args()


def main() -> int:
    asked = options()
    try:
        with open(asked.report) as file:
            report = json.load(file)
        cores = report["cores"]
    except (OSError, ValueError, LookupError) as error:
        print(f"error: {asked.report} is no report of tandem bench: {error}", file=sys.stderr)
        return 2
    caches, here = asked.caches, machine.caches()
    if not caches and here and len(here) > 1:
        caches = [here.get(2, 0) * cores, here[max(here)]]
    if not caches:
        print("error: the caches of this machine are not told: use --caches", file=sys.stderr)
        return 2
    figures = [one for one in report["figures"] if one["kind"] in ("step", "sweep")]
    # The model is of one machine, so of memory that processes share.
    figures = [one for one in figures if one.get("transport") in (None, "shm")]
    if not figures:
        print("error: the report holds no steps over shm", file=sys.stderr)
        return 2
    names = [name for _, name in CONSTANTS]
    made_of = [terms(one, cores, levels(caches)) for one in figures]
    matrix = np.array([[one[name] for name in names] for one in made_of])
    measured = np.array([one["milliseconds"]["median"] for one in figures])
    constants = fit(matrix, measured)
    print("| constant | |\n| --- | --- |")
    for (label, _), value in zip(CONSTANTS, constants):
        print(f"| {label} | {value:.3f} |")
    print("\n| batch | weights | where | measured, ms | model, ms | model / measured |")
    print("| --- | --- | --- | --- | --- | --- |")
    worst = 0.0
    for figure, modelled, took in zip(figures, matrix @ constants, measured):
        worst = max(worst, abs(modelled / took - 1))
        print(
            f"| {figure['batchSize']} | {figure['weights']:,} | {place(figure)} "
            f"| {took:.3g} | {modelled:.3g} | {modelled / took:.2f} |"
        )
    print(f"\nThe model is off by {worst:.0%} at most.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
