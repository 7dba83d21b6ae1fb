"""What Tandem is to reach, and the ratios that show whether it does.

A ratio is Tandem's mean step over the peer's in the same round; its median, least and greatest
over the rounds are told, and the median is held against the goal.
"""

import dataclasses
import statistics

from systems import Sample

# By batch size and system, the sample of each round; None where a run failed.
Samples = dict[int, dict[str, list[Sample | None]]]


@dataclasses.dataclass(frozen=True)
class Comparison:
    """Tandem against the best of some peers; the goals by batch size, as a person writes them."""

    tandem: str
    peers: tuple[str, ...]
    goals: dict[int, str]


COMPARISONS = [
    Comparison("tandem-1", ("jax-1",), {32: "0.65", 512: "0.75"}),
    Comparison("tandem-2", ("jax-2",), {32: "0.60", 512: "0.65"}),
    Comparison("tandem-2", ("keras-2", "torch-2"), {32: "0.20", 512: "0.40"}),
    Comparison("tandem-shm", ("ddp",), {32: "1/12", 512: "1/5"}),
    Comparison("tandem-tcp", ("ddp",), {32: "1/4", 512: "1/2.5"}),
    Comparison("tandem-shm", ("mwms",), {32: "1/18", 512: "1/4"}),
    Comparison("tandem-shm", ("tandem-1",), {32: "1.0", 512: "0.55"}),
    Comparison("tandem-shm", ("jax-2",), {32: "1.0", 512: "0.75"}),
    Comparison("tandem-1", ("jax-scan-1",), {}),
    Comparison("tandem-2", ("jax-scan-2",), {}),
]


@dataclasses.dataclass(frozen=True)
class Ratio:
    """The outcome of one comparison at one batch size."""

    batch_size: int
    tandem: str
    peer: str
    median: float | None  # None where one of the two did not run
    least: float | None
    greatest: float | None
    goal: str | None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none, or nothing to hold against it."""
        if self.goal is None or self.median is None:
            return None
        return self.median <= number(self.goal)


def number(goal: str) -> float:
    """The goal as a number: "1/12" is a twelfth."""
    numerator, _, denominator = goal.partition("/")
    return float(numerator) / float(denominator or 1)


def median_step(samples: list[Sample | None]) -> float | None:
    """The median over the rounds of the mean step."""
    means = [sample.mean for sample in samples if sample]
    return statistics.median(means) if means else None


def _ratio(comparison: Comparison, batch_size: int, samples: dict) -> Ratio:
    medians = {name: median_step(samples.get(name, [])) for name in comparison.peers}
    there = {name: step for name, step in medians.items() if step}
    peer = min(there, key=there.get) if there else "/".join(comparison.peers)
    pairs = zip(samples.get(comparison.tandem, []), samples.get(peer, []))
    ratios = [ours.mean / theirs.mean for ours, theirs in pairs if ours and theirs]
    spread = (statistics.median(ratios), min(ratios), max(ratios)) if ratios else (None,) * 3
    return Ratio(batch_size, comparison.tandem, peer, *spread, comparison.goals.get(batch_size))


def ratios(samples: Samples, batch_sizes: list[int]) -> list[Ratio]:
    """Every comparison at every batch size."""
    return [_ratio(one, size, samples[size]) for one in COMPARISONS for size in batch_sizes]
