#!/usr/bin/env python3
"""Runs attacks on one coordinator, in a process of their own; `run.py` starts it.

It says `ready` when whoever has to be admitted is, with the endpoint that the worker behind a proxy is
to connect to; begins with each attack when a line with its name comes in; prints, as JSON, what was
done; and lets go of what it holds when its input ends.

  attack.py ENDPOINT IDENTITY.json SECONDS --by stranger|idle|working [--scale 0.1] [--sink]
"""

import argparse
import json
import resource
import sys

import attacks
from attacks import registry
from peer import Identity, Peer
from proxy import Proxy


def raise_limits():
    """As many descriptors as this user may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Some systems take no more than they have room for, whatever they say is allowed.
    for wanted in (most, 65_536, 10_240):
        try:
            return resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
        except (ValueError, OSError):
            continue


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("endpoint")
    parser.add_argument("identity")
    parser.add_argument("seconds", type=float)
    parser.add_argument("--by", default=registry.STRANGER)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--sink", action="store_true")
    options = parser.parse_args()
    raise_limits()
    target = registry.Target(
        options.endpoint, Identity.load(options.identity), options.seconds, options.scale,
        options.sink)
    answer = "ready"
    if options.by == registry.WORKING and not options.sink:
        target.member = Proxy(options.endpoint)
        answer += " " + target.member.endpoint
    elif options.by != registry.STRANGER:
        target.member = Peer(target).join()
    print(answer, flush=True)
    for line in sys.stdin:
        attack = attacks.ATTACKS[line.strip()]
        target.begin(attack)
        try:
            done = attack.run(target)
        except (OSError, RuntimeError) as problem:
            done = {"stopped": repr(problem)}
        if not attack.said:
            # What is cut off early is measured as long as what is not.
            target.rest(float("inf"))
        if getattr(target.member, "is_cut_off", False):
            done["cut"] = 1
        if options.by == registry.IDLE and getattr(target.member, "works", 0):
            done["works handed to it"] = target.member.works
        print(json.dumps(done), flush=True)


if __name__ == "__main__":
    main()
