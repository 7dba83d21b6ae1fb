"""Attacks by connections: who they say they are, how many they are, and when they hang up."""

import ctypes
import itertools
import time

import envelope
import zmtp
from attacks import crowd
from attacks.registry import attack
from peer import Peer


def _rand(seed=None):
    """The numbers that a ROUTER begins to count anonymous peers from, if libc's `rand` is at this
    seed, for the first few things in the process that ask for a number."""
    libc = ctypes.CDLL(None)
    libc.srand(1 if seed is None else seed)
    drawn = [libc.rand() for _ in range(8)]
    return [(low | high << 31) & 0xFFFFFFFF for low, high in zip(drawn, drawn[1:])]


def _anonymous(number):
    """The identity that a ROUTER gives to the anonymous peer of a number."""
    return b"\0" + (number & 0xFFFFFFFF).to_bytes(4, "big")


@attack("identity-abort")
def identity_abort(target):
    """Brings identities that the ROUTER is about to give to others.

    A ROUTER numbers its anonymous peers upwards from a number drawn once, and asserts that each is
    free. With the seed that every process begins with the number is known; with a clock as the seed
    it is nearly known.
    """
    now = int(time.time())
    brought = []
    for number in _rand():
        brought += [_anonymous(number + ahead) for ahead in range(2, 34)]
    for seed in range(now - int(60 * target.scale), now + 1):
        brought += [_anonymous(number + ahead) for number in _rand(seed)[:2] for ahead in (2, 3, 4)]
    held = crowd.connect(target, target.scaled(len(brought)), identities=brought)
    count = 0
    while not target.is_over:
        count += 1
        crowd.hang_up(crowd.connect(target, 8))
        target.rest(0.05)
    crowd.hang_up(held)
    return {"identities": len(brought), "connections": 8 * count}


@attack("identity-walk")
def identity_walk(target):
    """Holds identities evenly spread over all numbers, and lets the ROUTER count up to the next."""
    count = target.scaled(18_000)
    stride = (1 << 32) // count
    brought = [_anonymous(7 + index * stride) for index in range(count)]
    held = crowd.connect(target, count, identities=brought)
    steps = 0
    while not target.is_over:
        steps += len(passing := crowd.connect(target, crowd.BATCH))
        crowd.hang_up(passing)
    done = {"identities": len(held), "steps": steps, "of": stride}
    crowd.hang_up(held)
    return done


@attack("hello-and-hang-up")
def hello_and_hang_up(target):
    """Thousands say Hello, are welcomed, and hang up in one moment; again and again."""
    total = 0
    while not target.is_over:
        opened = crowd.connect(target, target.scaled(5_000), hellos=target.hellos())
        total += len(opened)
        target.rest(0.3)
        crowd.hang_up(opened)
    return {"hellos": total}


def _hold(target, opened, again=None):
    """Keeps connections open to the end, and says something more on each every five seconds."""
    while not target.is_over:
        target.rest(5)
        if again and not target.is_over:
            for one in opened:
                try:
                    one.setblocking(False)
                    one.sendall(zmtp.message(again()))
                except OSError:
                    pass
    count = len(opened)
    crowd.hang_up(opened)
    return {"held": count}


@attack("silent-hellos")
def silent_hellos(target):
    """15,000 say Hello, never Ready, and Hello again every few seconds."""
    hello = target.identity.hello_envelope
    opened = crowd.connect(target, target.scaled(15_000), hellos=iter(hello, None))
    return _hold(target, opened, again=hello)


@attack("refused-hellos")
def refused_hellos(target):
    """12,000 say Hello with the longest texts, for another program, and stay."""
    def hello():
        return target.identity.hello_envelope(name="n" * 256, field_3="h" * 256, field_7="p" * 256)
    opened = crowd.connect(target, target.scaled(12_000), hellos=iter(hello, None))
    return _hold(target, opened, again=hello)


@attack("ipc-hellos", transports=("ipc",))
def ipc_hellos(target):
    """400 say Hello over a Unix-domain socket, where memory and descriptors are offered to each."""
    return _hold(target, crowd.connect(target, target.scaled(400), hellos=target.hellos()))


@attack("files-used-up", files=200)
def files_used_up(target):
    """More connections than the coordinator may have files open."""
    held = []
    while not target.is_over:
        held += crowd.connect(target, 1, hellos=target.hellos())
        while len(held) < 400 and not target.is_over:
            try:
                held.append(zmtp.open_socket(target.endpoint, timeout=0.1))
            except OSError:
                break
        target.rest(0.1)
    done = {"held": len(held)}
    crowd.hang_up(held)
    return done


@attack("reconnect-storm")
def reconnect_storm(target):
    """Connects, says Hello and hangs up, as fast as it goes, at times under one instance number."""
    total = 0
    hello = target.identity.hello_envelope
    for turn in itertools.count():
        if target.is_over:
            break
        hellos = iter(hello, None) if turn % 2 else itertools.repeat(hello(instance=4711))
        opened = crowd.connect(target, crowd.BATCH, hellos=hellos)
        total += len(opened)
        crowd.hang_up(opened, abruptly=turn % 4 < 2)
    return {"connections": total}


@attack("never-reads")
def never_reads(target):
    """Says Hello without end on one connection and reads no answer, until the queue is full."""
    hello = target.identity.hello_envelope(instance=815)
    sent = crowd.shout(target, 1, zmtp.message(hello) * 64)
    if target.is_sink:
        return sent
    # Each number is given once, so the next one tells how many workers the peer was taken for.
    visitor = Peer(target).introduce()
    sent["next number"] = visitor.number
    visitor.connection.close()
    if visitor.number > 16 + sent["cut"]:
        sent["missed"] = "numbers"
    return sent


@attack("goodbyes")
def goodbyes(target):
    """Says Hello and Goodbye in turn on one connection, each time as somebody else."""
    hellos = b"".join(
        zmtp.message(target.identity.hello_envelope())
        + zmtp.message(envelope.encode(
            envelope.GOODBYE, envelope.field(1, "x" * 256), target.identity.version))
        for _ in range(64))
    return crowd.shout(target, 4, hellos)
