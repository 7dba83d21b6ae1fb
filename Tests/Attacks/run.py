#!/usr/bin/env python3
"""Attacks a coordinator that does a job with two honest workers, and workers that look for one.

  python3 Tests/Attacks/run.py --tandem .build/release/tandem
  python3 Tests/Attacks/run.py --tandem .build/release/tandem --only endless-multipart --seconds 30
  python3 Tests/Attacks/run.py --tandem .build/release/tandem --short

Each attack meets a job of its own, which lasts a little longer than it. Asked of each:

  bits        the weights are those of `tandem single` with the same options
  alive       the coordinator ends with status 0, and both honest workers with it
  memory      it holds at most 32 MB more than before (64 MB if the attacker was admitted)
  processor   it is busy for at most a quarter of a core more than a bare ROUTER that takes as much
              of the same and throws it away, not counting the work for the job itself
  speed       the job does not come to a stand: it keeps at least a tenth of its speed

With --short, for continuous integration, the attacks follow each other in a few jobs, each for a
moment and with fewer connections; processor time, which means little then, is not judged.

Needs Python 3.9 and nothing else; libzmq, if it is found, for the bare ROUTER.
Exit status: 0 if all attacks were withstood, 1 if not, 2 if something is missing.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time

import attacks
import workers
from attack import raise_limits
from attacks import registry
from harness import Harness
from job import Bench, Failure, Process
from verdict import print_header


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--tandem", default=os.environ.get("TANDEM", "tandem"),
        help="the command to attack (default: $TANDEM, or the one on the PATH)")
    parser.add_argument("--seconds", type=float, help="how long each attack lasts (default: 30)")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this attack; repeatable")
    parser.add_argument(
        "--transport", choices=("tcp", "ipc", "both"), default="tcp",
        help="how attackers and workers connect (default: tcp; ipc where an attack needs it)")
    parser.add_argument(
        "--scale", type=float, help="the part of the connections that are made (default: 1)")
    parser.add_argument("--short", action="store_true", help="a moment each, in a few jobs")
    parser.add_argument("--no-sink", action="store_true", help="leave the bare ROUTER out")
    parser.add_argument(
        "--data", default=os.environ.get("TANDEM_DATA", "synthetic"),
        help="what the job trains on (default: $TANDEM_DATA, or synthetic)")
    parser.add_argument(
        "--keep", metavar="FOLDER", help="leave what the processes have written in this folder")
    parser.add_argument("--list", action="store_true", help="name the attacks and end")
    options = parser.parse_args()
    options.seconds = options.seconds or (0.6 if options.short else 30)
    options.scale = options.scale or (0.1 if options.short else 1)
    return options


def list_attacks():
    for attack in attacks.ATTACKS.values():
        print(f"{attack.name:<26} {attack.by:<9} {attack.title}")
    for name, (_, title) in attacks.WORKER_ATTACKS.items():
        print(f"{name:<26} {'worker':<9} {title}")


def chosen_attacks(options):
    """The attacks on a coordinator to run, each with the transport."""
    found = []
    for attack in attacks.ATTACKS.values():
        if options.only and attack.name not in options.only:
            continue
        wanted = ("tcp", "ipc") if options.transport == "both" else (options.transport,)
        usable = [one for one in wanted if one in attack.transports] or attack.transports[:1]
        found += [(attack, transport) for transport in usable]
    return found


def main():
    options = parse()
    if options.list:
        return list_attacks()
    tandem = shutil.which(options.tandem)
    if tandem is None:
        print(f"run.py: {options.tandem} is no command. Name it with --tandem.", file=sys.stderr)
        sys.exit(2)
    known = [*attacks.ATTACKS, *attacks.WORKER_ATTACKS]
    for name in options.only or []:
        if name not in known:
            print(f"run.py: there is no attack '{name}'; --list names all.", file=sys.stderr)
            sys.exit(2)
    raise_limits()
    # Ends as by Ctrl-C, with all processes that it has started; attackers end with their input.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="tandem-attacks-") as folder:
        if options.keep:
            folder = options.keep
            os.makedirs(folder, exist_ok=True)
        bench = Bench(os.path.abspath(tandem), folder, options.data)
        try:
            misses = run(bench, options)
        except Failure as failure:
            print(f"run.py: {failure}", file=sys.stderr)
            sys.exit(2)
        finally:
            Process.end_all()
    sys.exit(1 if misses else 0)


def run(bench, options):
    """Runs what was asked for; the names of what was not withstood."""
    started = time.monotonic()
    misses = []
    chosen = chosen_attacks(options)
    if chosen:
        harness = Harness(bench, options)
        print(f"An epoch takes {harness.seconds_per_epoch:.3f} s; "
              f"attacks of {options.seconds:g} s, connections × {options.scale:g}.")
        if options.short:
            run_short(harness, chosen)
        else:
            run_long(harness, chosen)
        misses += [row.attack.name for row in harness.rows if row.misses]
    names = [name for name in attacks.WORKER_ATTACKS if not options.only or name in options.only]
    if names:
        misses += workers.run(bench, names, options)
    print(f"\n{len(misses)} not withstood{': ' if misses else ''}{', '.join(misses)}; "
          f"{time.monotonic() - started:.0f} s in all.")
    return misses


def run_long(harness, chosen):
    for transport in ("tcp", "ipc"):
        some = [attack for attack, where in chosen if where == transport]
        if some:
            print_header(f"Attacks on a coordinator over {transport}")
        for attack in some:
            harness.run_alone(attack, transport)


def run_short(harness, chosen):
    harness.options.no_sink = True
    for transport in ("tcp", "ipc"):
        # Who is admitted and has no work can also do what a stranger does.
        idle = [one for one, where in chosen if where == transport and one.by != registry.WORKING]
        idle.sort(key=lambda one: one.by == registry.IDLE)
        working = [one for one, where in chosen if where == transport and one.by == registry.WORKING]
        if idle or working:
            print_header(f"Attacks on a coordinator over {transport}")
        for by, some in ((registry.IDLE, idle), (registry.WORKING, working)):
            together = [one for one in some if not one.said and not one.files]
            if together:
                harness.run_together(by, together, transport)
            for attack in some:
                if attack.said:
                    harness.run_alone(attack, transport)


if __name__ == "__main__":
    main()
