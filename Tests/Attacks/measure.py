"""What a process costs: its memory and its processor time.

From /proc where there is one, which tells memory by kinds and its peak; else from ps.
"""

import os
import subprocess
import threading
import time

MEGABYTE = 1e6
_TICKS = os.sysconf("SC_CLK_TCK")
HAS_PROC = os.path.exists("/proc/self/status")


def processor_seconds(pid):
    """The processor time of all its threads; None if it is gone."""
    if HAS_PROC:
        try:
            with open(f"/proc/{pid}/stat", encoding="latin-1") as file:
                parts = file.read().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(parts[11]) + int(parts[12])) / _TICKS
    return _seconds(_ps(pid, "time"))


def memory(pid):
    """What it holds, in bytes: private memory, and shared memory whether it has touched it or not."""
    if HAS_PROC:
        kinds = _status(pid)
        held = sum(kinds.get(kind, 0) for kind in ("RssAnon", "RssFile"))
        return held + _shared_blocks(pid)
    return int(_ps(pid, "rss") or 0) * 1024


def peak(pid):
    """The most that was resident since `forget_peak`; 0 where that is not known."""
    return _status(pid).get("VmHWM", 0) if HAS_PROC else 0


def resident(pid):
    """What is resident now; 0 where `peak` is not known."""
    return _status(pid).get("VmRSS", 0) if HAS_PROC else 0


def forget_peak(pid):
    """Lets the peak begin anew; what is no more than the owner of a process may do."""
    try:
        with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
    except OSError:
        pass


class Sampler:
    """Watches a process from a thread of its own: the most memory, and the time."""

    def __init__(self, pid, limit=None):
        """- limit: Kills the process when it holds so many bytes, before the machine suffers."""
        self.pid = pid
        self.was_stopped = False
        self._limit = limit
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self.begin()
        threading.Thread(target=self._watch, daemon=True).start()

    def begin(self):
        """Counts from now."""
        forget_peak(self.pid)
        self.started = time.monotonic()
        self._processor = processor_seconds(self.pid) or 0
        self._last_processor, self._last = self._processor, self.started
        self.before, self._most = memory(self.pid), 0
        self._resident = resident(self.pid)
        self._peak = self._resident

    def sample(self):
        with self._lock:
            held, spent = memory(self.pid), processor_seconds(self.pid)
            self._most = max(self._most, held)
            self._peak = max(self._peak, peak(self.pid))
            if spent is not None and held:
                self._last_processor, self._last = spent, time.monotonic()
            if self._limit and held > self._limit and not self.was_stopped:
                self.was_stopped = True
                os.kill(self.pid, 9)

    @property
    def cores(self):
        """The cores it has kept busy since the beginning."""
        return (self._last_processor - self._processor) / max(0.05, self._last - self.started)

    @property
    def megabytes(self):
        """How much more it held at most than at the beginning."""
        grown = max(self._most - self.before, self._peak - self._resident)
        return max(0, grown) / MEGABYTE

    def stop(self):
        self._is_over.set()

    def _watch(self):
        while not self._is_over.wait(0.03 if HAS_PROC else 0.2):
            try:
                self.sample()
            except OSError:
                return


def _status(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="latin-1") as file:
            lines = [line.split() for line in file]
    except OSError:
        return {}
    return {
        parts[0].rstrip(":"): int(parts[1]) * 1024
        for parts in lines if len(parts) == 3 and parts[2] == "kB"}


def _shared_blocks(pid):
    """The memory that was reserved for blocks that other processes may open."""
    blocks = {}
    try:
        for name in os.listdir(f"/proc/{pid}/fd"):
            path = f"/proc/{pid}/fd/{name}"
            try:
                if os.readlink(path).startswith("/memfd:"):
                    status = os.stat(path)
                    blocks[status.st_ino] = status.st_blocks * 512
            except OSError:
                continue
    except OSError:
        pass
    return sum(blocks.values())


def _ps(pid, column):
    done = subprocess.run(
        ["ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _seconds(text):
    """From [[days-]hours:]minutes:seconds."""
    if not text:
        return None
    days, _, clock = text.rpartition("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds + 86_400 * int(days or 0)
