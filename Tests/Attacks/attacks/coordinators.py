"""Attacks on a worker, by what calls itself a coordinator.

Each is a function of a `Connection` whose handshake is done, unless it is said otherwise, and of a
`Stage` that knows what the worker has said and when to end.
"""

import os
import random

import envelope
import shared
import zmtp
from attacks.oddities import mutated
from attacks.registry import WORKER_ATTACKS


# What a round is for, as work says it.
TRAINING = 1


def false_coordinator(name, raw=False, transport="tcp"):
    """Registers an attack; one that is `raw` does the handshake itself, or does not.

    Memory is taken from nobody but who is reached over `ipc`.
    """
    def register(run):
        title = run.__doc__.strip().splitlines()[0].rstrip(".")
        run.is_raw, run.transport = raw, transport
        WORKER_ATTACKS[name] = (run, title)
        return run
    return register


def welcome(stage, **changes):
    """A Welcome to a job that suits the worker, or, with changes, does not."""
    hello = stage.hello
    body = b"".join([
        envelope.field(1, 1), envelope.field(2, envelope.value_of(hello, 7, b"digits")),
        envelope.field(3, 1, envelope.FIXED64), envelope.field(5, 32),
        envelope.field(6, 2), envelope.field(7, 2_000), envelope.field(8, 500),
        envelope.field(9, 500), envelope.field(10, envelope.value_of(hello, 10, b"avx2")),
        envelope.field(11, stage.identity.trainable_count),
        envelope.field(12, envelope.value_of(hello, 9)), envelope.field(13, 784),
        envelope.field(14, 1), envelope.field(15, 1_000), envelope.field(16, 6_000)])
    return tell(stage, envelope.WELCOME, envelope.replacing(body, **changes))


def tell(stage, kind, body, payload_sizes=()):
    return envelope.encode(kind, body, stage.identity.version, 77, 1, payload_sizes)


def shout(connection, stage, data):
    """Sends the same without end."""
    while not stage.is_over:
        connection.send_raw(data)


@false_coordinator("worker:endless-multipart")
def endless(connection, stage):
    """A message of one-byte frames that never ends."""
    shout(connection, stage, zmtp.frame(b"x", more=True) * 100_000)


@false_coordinator("worker:huge-frame")
def huge_frame(connection, stage):
    """A frame of 2 GB, before any job was told."""
    connection.send_raw(zmtp.header(2 << 30))
    shout(connection, stage, bytes(1 << 20))


@false_coordinator("worker:huge-announcement")
def huge_announcement(connection, stage):
    """A frame of 900 GB that does not come."""
    connection.send_raw(zmtp.header(900 << 30) + bytes(1_000))
    stage.rest()


@false_coordinator("worker:silent")
def silent(connection, stage):
    """Never a Welcome, and nothing read."""
    stage.rest()


@false_coordinator("worker:mute", raw=True)
def mute(connection, stage):
    """Not even a greeting."""
    stage.rest()


@false_coordinator("worker:other-protocol", raw=True)
def other_protocol(connection, stage):
    """HTTP, with a long page."""
    connection.send_raw(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 100000000\r\n\r\n")
    shout(connection, stage, b"<html>" * 1_000)


@false_coordinator("worker:noise", raw=True)
def noise(connection, stage):
    """A byte of greeting, then 0xff without end."""
    shout(connection, stage, b"\xff" * 10_000)


@false_coordinator("worker:large-messages")
def large_messages(connection, stage):
    """Messages of 1 MB without a meaning, without end."""
    shout(connection, stage, zmtp.message(bytes(1 << 20)))


@false_coordinator("worker:small-messages")
def small_messages(connection, stage):
    """Heartbeats of another job, without end."""
    shout(connection, stage, zmtp.message(tell(stage, envelope.HEARTBEAT, b"")) * 1_000)


@false_coordinator("worker:empty-frames")
def empty_frames(connection, stage):
    """Messages of one empty frame, and of many, without end."""
    shout(connection, stage, zmtp.message(b"") * 500 + zmtp.message(*[b""] * 200))


@false_coordinator("worker:ping-and-reset")
def ping_and_reset(connection, stage):
    """Fills the queue of unread messages, PINGs among them, and resets the connection; each time."""
    beat = zmtp.message(tell(stage, envelope.HEARTBEAT, b"")) + zmtp.command(b"PING", b"\0\0abcd")
    connection.socket.setblocking(False)
    try:
        while connection.socket.send(beat * 4_000):
            pass
    except OSError:
        pass
    connection.close(abruptly=True)


@false_coordinator("worker:mutated-streams", raw=True)
def mutated_streams(connection, stage):
    """Handshakes, Welcomes and commands, with a few bytes changed; each time others."""
    hello = stage.identity.hello
    stage.hello = hello
    stream = b"".join([
        zmtp.greeting(), zmtp.ready(socket_type=b"ROUTER"), zmtp.message(welcome(stage)),
        zmtp.command(b"PING", b"\0\0abcd"), zmtp.message(tell(stage, envelope.HEARTBEAT, b"")),
        zmtp.message(tell(stage, envelope.WEIGHTS, envelope.field(1, 0), [100])),
        zmtp.message(bytes(100))])
    connection.send_raw(mutated(random.Random(stage.turn()), stream))
    connection.close(abruptly=True)


@false_coordinator("worker:costly-envelopes")
def costly(connection, stage):
    """Envelopes of 64 KiB with thousands of empty fields, without end."""
    body = envelope.field(5, b"") * 32_600
    shout(connection, stage, zmtp.message(tell(stage, envelope.RESULT, body)))


@false_coordinator("worker:endless-welcomes")
def endless_welcomes(connection, stage):
    """A Welcome that suits, again and again, then heartbeats without end and no work."""
    connection.send(welcome(stage))
    shout(
        connection, stage,
        zmtp.message(welcome(stage)) + zmtp.message(tell(stage, envelope.HEARTBEAT, b"")) * 500)


@false_coordinator("worker:large-batch")
def large_batch(connection, stage):
    """A Welcome to a job with a batch of a million examples, to be probed first."""
    connection.send(welcome(stage, field_5=1_000_000, field_6=1, field_7=1_000_000))
    stage.rest()


@false_coordinator("worker:absurd-welcomes")
def absurd_welcomes(connection, stage):
    """Welcomes whose values are as large as they can be, or make no sense together."""
    largest = (1 << 63) - 1
    for changes in (
            {"field_5": largest}, {"field_6": largest}, {"field_6": 65_537},
            {"field_7": largest}, {"field_7": 1 << 40, "field_5": 1 << 30},
            {"field_9": largest}, {"field_12": largest}, {"field_11": 1 << 39, "field_12": 1 << 40},
            {"field_13": 1 << 22}, {"field_13": 0}, {"field_14": 4_000_000}, {"field_15": 0},
            {"field_15": 1, "field_16": 2}, {"field_16": 86_400_000}, {"field_1": largest},
            {"field_10": b"avx9000"}, {"field_2": b"p" * 256}, {"field_2": b"\x1b[2J"},
            {"field_17": b"".join(envelope.field(number, 2 ** 31 - 1) for number in range(2, 9))}):
        connection.send(welcome(stage, **changes))
    stage.rest()


@false_coordinator("worker:shared-memory", transport="ipc")
def shared_memory(connection, stage):
    """A Welcome that offers descriptors of processes that are not the coordinator's."""
    connection.send(welcome(stage))
    _await_ready(connection)
    for number in (0, 1, 2, 3):
        offer = b"".join([
            envelope.field(1, 1, envelope.FIXED64), envelope.field(2, os.getpid()),
            envelope.field(3, number), envelope.field(4, number), envelope.field(5, 1),
            envelope.field(6, number), envelope.field(7, number), envelope.field(8, number),
            envelope.field(9, 4096)])
        connection.send(welcome(stage, field_17=offer))
        _await_ready(connection)
    stage.rest()


@false_coordinator("worker:escapes")
def escapes(connection, stage):
    """Text that would rewrite a terminal, in every message that has text, and a refusal at last."""
    evil = b"\x1b]0;owned\x07\x1b[2J\x9b31m\r\nError: \xe2\x80\xae"
    for kind in (envelope.REFUSED, envelope.ABANDON, envelope.GOODBYE):
        body = envelope.field(1, 3) + envelope.field(2, evil) + envelope.field(3, evil)
        connection.send(tell(stage, kind, body))
        connection.send(tell(stage, kind, envelope.field(1, evil)))
    connection.send(welcome(stage, field_2=evil))
    stage.rest()


@false_coordinator("worker:shared-runaway", transport="ipc")
def shared_runaway(connection, stage):
    """Shared memory whose counter says that messages without end have been written."""
    if not shared.IS_HERE:
        return stage.rest()
    offer = shared.Offer(envelope.value_of(stage.hello, 9), stage.identity.trainable_count)
    connection.send(welcome(stage))
    _await_ready(connection)
    connection.send(welcome(stage, field_17=offer.body))
    _await_ready(connection)
    while not stage.is_over:
        shared.set_counter(offer.mailbox, shared.TO_WORKER, shared.WRITTEN, -1)
        stage.is_stopped.wait(0.05)
    offer.close()


@false_coordinator("worker:work-hoard")
def work_hoard(connection, stage):
    """Work of 0.4 MB each for a thousand rounds, without the weights to do it with."""
    examples = 512
    connection.send(welcome(stage, field_5=examples, field_6=1, field_7=examples * 1_000))
    _await_ready(connection)
    inputs, labels = bytes(784 * examples), bytes(examples)
    for number in range(1_000):
        body = b"".join([
            envelope.field(1, number), envelope.field(3, 1), envelope.field(4, number),
            envelope.field(6, TRAINING), envelope.field(8, number),
            envelope.field(10, number * examples), envelope.field(11, examples),
            envelope.field(12, 1)])
        told = tell(stage, envelope.WORK, body, [len(inputs), len(labels)])
        connection.send_apart(told, inputs, labels)
        if stage.is_over:
            return
    stage.rest()


@false_coordinator("worker:odd-answers")
def odd_answers(connection, stage):
    """After the handshake, work and weights that do not fit, and payloads of other sizes."""
    connection.send(welcome(stage))
    _await_ready(connection)
    sizes = ([], [0], [1], [7, 7], [4 * stage.identity.trainable_count], [1] * 16, [1] * 40)
    while not stage.is_over:
        for kind in range(10, 24):
            for values in (0, 1, 1 << 31, (1 << 63) - 1, (1 << 64) - 1):
                body = b"".join(envelope.field(number, values) for number in range(1, 13))
                for some in sizes:
                    if kind in (envelope.REFUSED, envelope.ABANDON, envelope.FINISH):
                        continue
                    connection.send_apart(tell(stage, kind, body, some), *map(bytes, some))


def _await_ready(connection):
    while envelope.decode(connection.receive()[0]).kind != envelope.READY:
        pass
