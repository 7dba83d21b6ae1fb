"""The attacks, by name: `ATTACKS` on a coordinator, `WORKER_ATTACKS` on a worker."""

from attacks.registry import ATTACKS, WORKER_ATTACKS, Target  # noqa: F401
from attacks import connections, coordinators, envelopes, members, oddities, streams  # noqa: F401
