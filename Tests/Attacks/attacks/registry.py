"""What an attack is, and the list of all."""

import resource
import time

ATTACKS = {}
WORKER_ATTACKS = {}

# What runs the attack.
STRANGER = "stranger"  # whoever reaches the port
IDLE = "idle"          # a peer that is admitted and has no work
WORKING = "working"    # an honest worker behind a proxy, which adds the attack


class Attack:
    """One attack on a coordinator."""

    def __init__(self, run, name, by, title, transports, said, files, least):
        self.run, self.name, self.by, self.title = run, name, by, title
        self.transports = transports
        # How many files the coordinator may have open; None for as many as the user may.
        self.files = files
        # How many seconds it needs even in the short form.
        self.least = least
        # Where the job can't be done: what the coordinator has to say, as a regular expression.
        self.said = said

    @property
    def memory_limit(self):
        """How many megabytes it may cost the coordinator."""
        return 32 if self.by == STRANGER else 64


def attack(name, by=STRANGER, transports=("tcp", "ipc"), said=None, files=None,
           least=0):
    """Registers a function as an attack; the first line of its comment is the title."""
    def register(run):
        title = run.__doc__.strip().splitlines()[0].rstrip(".")
        ATTACKS[name] = Attack(run, name, by, title, transports, said, files, least)
        return run
    return register


class Target:
    """What an attack is directed at, and for how long."""

    def __init__(self, endpoint, identity, seconds, scale=1.0, is_sink=False):
        self.endpoint, self.identity = endpoint, identity
        self.scale, self.is_sink, self.seconds = scale, is_sink, seconds
        self.member = None
        self.end = float("inf")

    def begin(self, attack):
        self.end = time.monotonic() + max(self.seconds, attack.least)

    @property
    def is_over(self):
        return time.monotonic() >= self.end

    def rest(self, seconds):
        """Sleeps, but not beyond the end."""
        time.sleep(max(0, min(seconds, self.end - time.monotonic())))

    def hellos(self):
        """Envelopes of Hello without end, each under another instance number."""
        return iter(self.identity.hello_envelope, None)

    def scaled(self, count):
        """How many connections to make of so many, in a short form or with few descriptors."""
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        most = count if limit == resource.RLIM_INFINITY else limit - 200
        return max(1, min(int(count * self.scale), most))
