"""What attacks came to, and the table of it."""

PROCESSOR_LIMIT = 0.25

# Of the speed without an attack, which takes cores of the same machine.
LEAST_SPEED = 0.1

COLUMNS = "{:<26} {:<5} {:<6} {:>8} {:>7} {:>6} {:>6} {:>6}  {}"


class Row:
    """What an attack came to."""

    def __init__(self, attack, transport):
        self.attack, self.transport = attack, transport
        self.bits = self.alive = None
        self.megabytes = self.speed = None
        self.cores = self.sink_cores = self.quiet_cores = None
        self.done = {}
        self.notes = []
        self.misses = []

    @property
    def cores_over(self):
        """How many cores more than the job takes, at the speed it had, and than a bare ROUTER.

        A coordinator that shares memory looks out for results instead of sleeping, and so takes as much
        of a core at any speed.
        """
        if None in (self.cores, self.sink_cores, self.quiet_cores, self.speed):
            return None
        part = 1 if self.transport == "ipc" else min(1, self.speed)
        return self.cores - self.quiet_cores * part - self.sink_cores

    def take(self, done):
        """What the attacker says of what it did."""
        self.done = done
        if "failed" in done:
            self.misses.append("the attack itself")
        if "missed" in done:
            self.misses.append(done.pop("missed"))
        self.notes.append(", ".join(f"{key} {value}" for key, value in done.items()))

    def part_of(self, done):
        """The part of what a bare ROUTER took that the coordinator took in the same time.

        Who takes less because it is busy is not to be compared with one that takes it all.
        """
        ours, its = self.done.get("megabytes"), done.get("megabytes")
        return min(1, ours / its) if ours and its and not self.done.get("cut") else 1

    def judge(self):
        if self.bits is False:
            self.misses.append("bits")
        if self.alive is False:
            self.misses.append("alive")
        if self.megabytes is not None and self.megabytes > self.attack.memory_limit:
            self.misses.append("memory")
        if self.cores_over is not None and self.cores_over > PROCESSOR_LIMIT:
            self.misses.append("processor")
        if self.speed is not None and self.speed < LEAST_SPEED and self.bits:
            self.misses.append("speed")

    def __str__(self):
        def shown(value, form="{}", none="-"):
            return none if value is None else form.format(value)

        words = {True: "yes", False: "NO", None: "-"}
        verdict = "MISSED: " + ", ".join(self.misses) if self.misses else "withstood"
        notes = f" ({'; '.join(self.notes)})" if self.notes else ""
        return COLUMNS.format(
            self.attack.name, words[self.bits], words[self.alive],
            shown(self.megabytes, "{:+.1f}"), shown(self.cores, "{:.2f}"),
            shown(self.sink_cores, "{:.2f}"), shown(self.cores_over, "{:+.2f}"),
            shown(self.speed, "{:.0%}"), verdict + notes)


def print_header(title):
    print(f"\n{title}")
    print(COLUMNS.format(
        "attack", "bits", "alive", "MB", "cores", "sink", "over", "speed", "verdict"), flush=True)
