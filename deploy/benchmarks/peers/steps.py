"""What the peers share: their options, and the clock that times an epoch as Tandem's report does.

The mean of an epoch is its whole span over its steps. The span ends only when the last result is
there, so systems that merely queue a step when they are called are counted in full. Where single
steps can be told apart, median and 95th percentile are of the times from one step's end to the
next; else they are absent, and nothing is compared by them.
"""

import argparse
import json
import math
import statistics
import time

EXAMPLES = 50_000
PIXELS, HIDDEN, CLASSES = 784, 512, 10
RATE, RHO, EPSILON = 1e-3, 0.9, 1e-7


def options() -> argparse.Namespace:
    """The options that the driver gives to every peer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--limit", type=int, default=EXAMPLES)
    parser.add_argument("--scan", action="store_true", help="JAX: compile the epoch, not the step")
    parser.add_argument("--validate", action="store_true", help="Keras: validate each epoch")
    return parser.parse_args()


def steps_of(examples: int, batch_size: int) -> int:
    """The steps of an epoch; the last batch may be short."""
    return math.ceil(examples / batch_size)


class Clock:
    """Times one epoch: make it as the epoch begins, then call `finish`."""

    def __init__(self) -> None:
        self._ends = [time.perf_counter()]

    def step(self) -> None:
        """A step has ended; only for systems that do a step when they are called."""
        self._ends.append(time.perf_counter())

    def finish(self, steps: int) -> dict:
        """Ends the epoch; call it once the result of its last step is there."""
        seconds = time.perf_counter() - self._ends[0]
        times = {"mean": seconds * 1e3 / steps, "median": None, "p95": None}
        each = sorted((b - a) * 1e3 for a, b in zip(self._ends, self._ends[1:]))
        if each:
            times |= {"median": statistics.median(each), "p95": each[int(0.95 * (len(each) - 1))]}
        return {"steps": steps, "seconds": seconds, "stepMilliseconds": times}


def report(system: str, version: str, epochs: list[dict], **settings) -> None:
    """Prints the one line of JSON that the driver reads."""
    print(json.dumps({"system": system, "version": version, **settings, "epochs": epochs}))
