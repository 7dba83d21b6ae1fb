"""The two plots: step time by system, and by batch size."""

import pathlib
import statistics

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib import ticker  # noqa: E402

from goals import Samples  # noqa: E402

TANDEM, INK, FAINT = "#c2410c", "#1f2937", "#d1d5db"
COLORS = {
    "tandem": TANDEM,
    "jax": "#4f46e5",
    "torch": "#0f766e",
    "ddp": "#0f766e",
    "keras": "#a16207",
    "mwms": "#a16207",
}
MARKERS = {"shm": "o", "ipc": "s", "tcp": "^", "ddp": "o", "mwms": "o"}


def _color(name: str) -> str:
    return COLORS[name.split("-")[0]]


def _line_style(name: str) -> dict:
    """A color for each framework; solid and marked for two workers, dashed for two threads."""
    last = name.split("-")[-1]
    line = {"1": (0, (1, 1.2)), "2": (0, (5, 1.6))}.get(last, "-")
    width = 2.2 if name.startswith("tandem") else 1.5
    marker = MARKERS.get(last)
    return {"color": _color(name), "linestyle": line, "linewidth": width, "marker": marker}


def _spreads(by_system: dict) -> dict[str, tuple[float, float, float]]:
    """Median, least and greatest of the systems that ran."""
    found = {}
    for name, runs in by_system.items():
        means = [run.mean for run in runs if run]
        if means:
            found[name] = (statistics.median(means), min(means), max(means))
    return found


def _text(milliseconds: float) -> str:
    digits = 2 if milliseconds < 10 else 1
    return f"{milliseconds:.{digits}f}"


def _style(axes) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.tick_params(colors=INK, length=0)
    axes.set_axisbelow(True)


def _milliseconds(axis) -> None:
    """Ticks at 1, 2, 5, 10 … of a logarithmic axis."""
    axis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_locator(ticker.NullLocator())


def _write(figure, path: pathlib.Path) -> None:
    figure.savefig(path, dpi=160, facecolor="white", bbox_inches="tight", pad_inches=0.25)
    plt.close(figure)


def by_system(
    path: pathlib.Path, samples: Samples, batch_sizes: list[int], labels: dict[str, str], note: str
) -> None:
    """A bar for each system, the fastest on top, a panel for each batch size."""
    panels = {size: _spreads(samples[size]) for size in batch_sizes}
    rows = max(len(panel) for panel in panels.values())
    size = (6.4 * len(panels), 1.5 + 0.36 * rows)
    figure, grid = plt.subplots(1, len(panels), figsize=size, squeeze=False, layout="constrained")
    for axes, (batch_size, panel) in zip(grid[0], panels.items()):
        names = sorted(panel, key=lambda name: panel[name][0], reverse=True)
        middles = [panel[name][0] for name in names]
        errors = [
            [panel[name][0] - panel[name][1] for name in names],
            [panel[name][2] - panel[name][0] for name in names],
        ]
        bars = axes.barh(
            [labels[name] for name in names],
            middles,
            xerr=errors,
            color=[_color(name) for name in names],
            height=0.68,
            error_kw={"ecolor": INK, "elinewidth": 1, "capsize": 2.5, "alpha": 0.75},
        )
        axes.set_xscale("log")
        _, leasts, greatests = zip(*panel.values())
        axes.set_xlim(min(leasts) / 2.2, max(greatests) * 2)
        for bar, name in zip(bars, names):
            axes.annotate(
                _text(panel[name][0]),
                (panel[name][2], bar.get_y() + bar.get_height() / 2),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                color=INK,
                fontsize=9,
            )
        _style(axes)
        for text, name in zip(axes.get_yticklabels(), names):
            if name.startswith("tandem"):
                text.set(color=TANDEM, fontweight="bold")
        _milliseconds(axes.xaxis)
        axes.grid(axis="x", color=FAINT, linewidth=0.6)
        axes.set_xlabel("milliseconds a step (log scale)", color=INK)
        axes.set_title(f"batch {batch_size}", loc="left", color=INK, fontweight="bold")
    figure.suptitle(f"Step time by system · {note}", x=0.01, ha="left", color=INK, fontsize=11)
    _write(figure, path)


def by_batch_size(path: pathlib.Path, samples: Samples, labels: dict[str, str], note: str) -> None:
    """A line for each system over the batch sizes, both axes logarithmic; JAX's compiled epochs,
    which are for information, are left to the bars."""
    sizes = sorted(samples)
    spreads = {size: _spreads(samples[size]) for size in sizes}
    names = [name for name in labels if any(name in spreads[size] for size in sizes)]
    names = [name for name in names if not name.startswith("jax-scan")]
    last = {name: [s[name][0] for s in spreads.values() if name in s][-1] for name in names}
    figure, axes = plt.subplots(figsize=(9.6, 5.6), layout="constrained")
    for name in sorted(names, key=last.get, reverse=True):
        points = [(size, *spreads[size][name]) for size in sizes if name in spreads[size]]
        x, middle, least, greatest = (list(column) for column in zip(*points))
        axes.plot(x, middle, markersize=5.5, label=labels[name], **_line_style(name))
        axes.fill_between(x, least, greatest, color=_color(name), alpha=0.10, linewidth=0)
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.xaxis.set_minor_locator(ticker.NullLocator())
    _milliseconds(axes.yaxis)
    axes.grid(color=FAINT, linewidth=0.6)
    axes.set_xlabel("examples in a batch", color=INK)
    axes.set_ylabel("milliseconds a step", color=INK)
    axes.set_title(f"Step time by batch size · {note}", loc="left", color=INK, fontsize=11)
    legend = axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=9)
    for text in legend.get_texts():
        if text.get_text().startswith("Tandem"):
            text.set(color=TANDEM, fontweight="bold")
    _style(axes)
    _write(figure, path)
