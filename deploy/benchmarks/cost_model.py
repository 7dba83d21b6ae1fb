#!/usr/bin/env python3
"""What a step costs by bytes, operations and latencies, held against what was measured.

    tandem bench --only sweep --rounds 7 --report growth.json --batch-sizes 16,64,256,1024,4096 \\
      --widths 1258,5031,20125,80503 --worker-counts 1,2,3,4,6,8
    python3 deploy/benchmarks/cost_model.py growth.json

The model is linear in five constants of the machine, which are fitted to the figures of the file,
none below zero and each figure counting by its relative error. Prints the constants, then each
figure beside what the model makes of it, as a table in Markdown. Needs NumPy.
"""

import json
import sys

import numpy as np

# Of tandem bench's made-up images, 20 by 20 pixels of 28 by 28 are inked: a stroke of 8 in each row.
SIDE, STROKE, CLASSES = 20, 8, 10
LIVE = SIDE * SIDE
# Where a step's buffers are, by what they take together: in the cores' own caches, of 2 MB each, and
# close to them; in the cache that all cores share; or, beyond the last, in memory.
LEVELS = [("cached", 8e6), ("shared", 100e6), ("memory", float("inf"))]

CONSTANTS = [
    ("ms a GFLOP of matrix products on a core", "operations"),
    ("ms a MB in the caches of a core, on a core", "cached"),
    ("ms a MB in the cache of all cores, on a core", "shared"),
    ("ms a MB in memory, whichever core", "memory"),
    ("ms a worker and step", "worker"),
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


def traffic(weights: float, row: dict, terms: dict, cores: float) -> None:
    """Adds bytes that a step moves; the cores share them, and the way to memory."""
    level = next(name for name, limit in LEVELS if row["working"] <= limit)
    terms[level] += 4 * weights / 1e6 / (1 if level == "memory" else cores)


def terms(figure: dict, cores: int) -> dict:
    """What a figure is made of, by the names of the constants."""
    found = dict.fromkeys((name for _, name in CONSTANTS), 0.0)
    weights, workers = figure["weights"], figure["workers"]
    nodes = max(1, workers)
    row = {"working": 4 * weights * (2 + nodes)}
    found["worker"] = workers
    units, examples = figure["hiddenUnits"], figure["batchSize"]
    live = LIVE * units
    # Processes or threads that compute at once. Workers do their parts; more than cores wait in turn.
    busy = min(cores, workers) if workers else min(cores, figure["threads"])
    macs = LIVE * sum(filled(examples / nodes)) + 3 * CLASSES
    found["operations"] = 2 * macs * examples * units / 1e9 / busy
    # Rows of the kernel are read, and the gradient written.
    traffic(2 * live * nodes, row, found, busy)
    # The gradients are read, the velocities of all rows and the weights of live rows updated.
    traffic(nodes * live + 2 * weights + 2 * live, row, found, cores)
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


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(sys.argv[1]) as file:
            report = json.load(file)
    except (OSError, ValueError) as error:
        print(f"error: {sys.argv[1]} is no report of tandem bench: {error}", file=sys.stderr)
        return 2
    figures = [one for one in report["figures"] if one["kind"] in ("step", "sweep")]
    # The model is of one machine, so of memory that processes share.
    figures = [one for one in figures if one.get("transport") in (None, "shm")]
    if not figures:
        print("error: the report holds no steps over shm", file=sys.stderr)
        return 2
    names = [name for _, name in CONSTANTS]
    made_of = [terms(one, report["cores"]) for one in figures]
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
