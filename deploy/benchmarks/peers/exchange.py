"""What the two measurements of an exchange alone share: the buffer, the repetitions, the line."""

import json
import statistics
import time

FLOATS = 407_050  # the weights of the model
WARM_UP, REPETITIONS = 50, 500


def measure(all_reduce) -> list[float]:
    """The milliseconds of each call, after some to warm up."""
    times = []
    for repetition in range(WARM_UP + REPETITIONS):
        start = time.perf_counter()
        all_reduce()
        if repetition >= WARM_UP:
            times.append((time.perf_counter() - start) * 1e3)
    return times


def report(system: str, version: str, times: list[float]) -> None:
    """Prints the one line of JSON that the driver reads."""
    times = sorted(times)
    found = {
        "best": times[0],
        "median": statistics.median(times),
        "mean": statistics.fmean(times),
        "p95": times[int(0.95 * (len(times) - 1))],
    }
    print(json.dumps({"system": system, "version": version, "exchangeMilliseconds": found}))
