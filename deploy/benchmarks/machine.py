"""What this machine is, and which of its processors the systems run on."""

import os
import pathlib
import platform
import time


def processors(count: int) -> set[int]:
    """The first processors that this process may use, each of another core where there are enough;
    empty where they can't be chosen (macOS)."""
    if not hasattr(os, "sched_getaffinity"):
        return set()
    allowed = sorted(os.sched_getaffinity(0))
    first_of_core: dict[str, int] = {}
    for processor in allowed:
        siblings = pathlib.Path(
            f"/sys/devices/system/cpu/cpu{processor}/topology/thread_siblings_list"
        )
        core = siblings.read_text() if siblings.is_file() else str(processor)
        first_of_core.setdefault(core, processor)
    cores = sorted(first_of_core.values())
    return set((cores if len(cores) >= count else allowed)[:count])


def processor_count() -> int:
    """How many processors this process may use."""
    return len(processors(1_000_000)) or os.cpu_count() or 1


def busy() -> float | None:
    """The share of all processors that others take, over a second in which nothing is measured."""
    figures = pathlib.Path("/proc/stat")
    if not figures.is_file():
        return None

    def ticks() -> tuple[int, int]:
        each = [int(word) for word in figures.read_text().splitlines()[0].split()[1:9]]
        return sum(each), each[3] + each[4]

    before, idle_before = ticks()
    time.sleep(1)
    after, idle_after = ticks()
    return 1 - (idle_after - idle_before) / max(1, after - before)


def caches() -> dict[int, int] | None:
    """The bytes of this machine's caches, by their level; a core's own count for one core."""
    units = {"K": 2**10, "M": 2**20, "G": 2**30}
    found: dict[int, int] = {}
    for place in pathlib.Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"):
        if (place / "type").read_text().strip() != "Instruction":
            size = (place / "size").read_text().strip()
            level = int((place / "level").read_text())
            found[level] = int(size[:-1]) * units[size[-1]]
    return found or None


def _processor_name() -> str:
    information = pathlib.Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def description() -> dict:
    """For the head of the report."""
    return {
        "processor": _processor_name(),
        "processors": processor_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }
