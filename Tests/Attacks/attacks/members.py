"""Attacks by who was admitted to the job."""

import random
import struct

import envelope
import shared
import zmtp
from attacks.envelopes import flood
from attacks.registry import IDLE, WORKING, attack


@attack("heartbeat-flood", by=IDLE)
def heartbeat_flood(target):
    """Heartbeats as fast as they go, from an admitted peer."""
    beat = target.member.envelope(envelope.HEARTBEAT, envelope.field(1, 1))
    return flood(target, zmtp.message(beat) * 2_000)


@attack("heartbeat-flood-working", by=WORKING, transports=("tcp",), said="mallory")
def heartbeat_flood_working(target):
    """The same from a peer whose results are awaited, which may send more: it is lost, by name."""
    def hook(parts):
        told = envelope.decode(parts[0])
        if told.kind != envelope.RESULT:
            return [parts]
        beat = envelope.encode(
            envelope.HEARTBEAT, envelope.field(1, 1), told.version, told.job, told.incarnation)
        while True:  # until the connection is cut
            target.member.send_raw(zmtp.message(beat) * 2_000)

    target.member.hook = hook
    return {}


@attack("empty-frames-member", by=IDLE)
def empty_frames_member(target):
    """Messages of one empty frame, and of many, from an admitted peer."""
    return flood(target, zmtp.message(b"") * 500 + zmtp.message(*[b""] * 200))


@attack("hello-flood-member", by=IDLE)
def hello_flood_member(target):
    """Hellos under other instance numbers, from a peer that is admitted."""
    hellos = b"".join(zmtp.message(target.identity.hello_envelope()) for _ in range(500))
    return flood(target, hellos)


@attack("never-reads-member", by=IDLE)
def never_reads_member(target):
    """Shows life and reads nothing, so that what it is sent would pile up, from an admitted peer."""
    target.member.is_deaf = True
    target.rest(target.seconds)
    return {"cut": int(target.member.is_cut_off)}


@attack("others-results", by=IDLE)
def others_results(target):
    """Results for nodes that others have, of rounds before, now and to come, with and without
    gradients that fit."""
    member = target.member
    rng = random.Random(2)
    gradients = bytes(4 * target.identity.trainable_count)
    metrics = [envelope.field(5, struct.pack("<4d", 1, 1, 1, 1))]
    sent = 0
    while not target.is_over and not member.is_cut_off:
        # Who has no work is not told where the job is.
        version = rng.randrange(12_000)
        for ahead in range(-3, 12):
            for lo, hi in ((0, 1), (1, 2), (0, 2), (5, 9)):
                body = b"".join([
                    envelope.field(1, max(0, version + ahead)), envelope.field(2, lo),
                    envelope.field(3, hi), envelope.field(4, max(0, version + ahead)), *metrics])
                try:
                    member.send(envelope.RESULT, body, gradients)
                    member.send(envelope.RESULT, body + envelope.field(8, 0))
                except OSError:
                    return {"results": sent, "cut": 1}
                sent += 2
        target.rest(0.02)
    return {"results": sent, "cut": int(member.is_cut_off)}


@attack("replayed-results", by=WORKING, transports=("tcp",))
def replayed_results(target):
    """Every result of a worker twice, and older ones again."""
    kept = []

    def hook(parts):
        if target.is_over or envelope.decode(parts[0]).kind != envelope.RESULT:
            return [parts]
        kept.append(parts)
        del kept[:-8]
        hook.count += 1
        return [parts, parts, kept[0]]

    hook.count = 0
    target.member.hook = hook
    target.rest(target.seconds)
    return {"results": hook.count}


@attack("heartbeats-only", by=WORKING, transports=("tcp",), said="mallory")
def heartbeats_only(target):
    """A worker that shows signs of life and answers nothing: the job waits, and says for whom."""
    def hook(parts):
        return [] if envelope.decode(parts[0]).kind == envelope.RESULT else [parts]

    target.member.hook = hook
    return {}


@attack(
    "non-finite-gradients", by=WORKING, transports=("tcp",), said=r"mallory.*shard|shard.*mallory")
def non_finite_gradients(target):
    """A worker whose gradients are not numbers: the job ends, and says whose."""
    def hook(parts):
        if envelope.decode(parts[0]).kind != envelope.RESULT or len(parts) < 2:
            return [parts]
        gradients = parts[1][:-4] + struct.pack("<f", float("nan"))
        return [[parts[0], gradients, *parts[2:]]]

    target.member.hook = hook
    return {}


def _opened(target):
    """The memory that was offered; None where none is, as to a bare ROUTER."""
    offer = target.member.offer
    return shared.Opened(offer) if offer else None


def _memory(opened):
    """What is to be said of the memory, and of whose it was."""
    if opened is None:
        return {"memory": "none"}
    return {"memory": "opened", "cut": int(opened.is_gone)}


@attack("shared-runaway", by=IDLE, transports=("ipc",))
def shared_runaway(target):
    """A counter in shared memory says that messages without end have been written."""
    opened = _opened(target)
    while opened and not target.is_over:
        shared.set_counter(opened.mailbox, shared.FROM_WORKER, shared.WRITTEN, -1)
        opened.ring()
        target.rest(0.05)
    if opened:
        taken = shared.counter(opened.mailbox, shared.FROM_WORKER, shared.TAKEN)
        shared.set_counter(opened.mailbox, shared.FROM_WORKER, shared.WRITTEN, taken)
    return _memory(opened)


@attack("shared-noise", by=IDLE, transports=("ipc",))
def shared_noise(target):
    """Messages in shared memory with odd counts, sizes and bytes, counters forth and back."""
    opened = _opened(target)
    rng = random.Random(5)
    count = 0
    while opened and not target.is_over:
        mailbox = opened.mailbox
        written = shared.counter(mailbox, shared.FROM_WORKER, shared.WRITTEN)
        for ahead in range(8):
            slot = shared.FROM_WORKER + shared.PAGE
            slot += (written + ahead) % shared.RESULT_SLOTS * shared.RESULT_SLOT_BYTES
            parts = rng.choice((0, 1, 2, 5, 1 << 63))
            sizes = [rng.choice((0, 1, 300, 4_000, 5_000, (1 << 64) - 1)) for _ in range(4)]
            mailbox[slot:slot + 48] = struct.pack("<6Q", 1, parts, *sizes)
            mailbox[slot + 64:slot + 364] = rng.randbytes(300)
        step = rng.choice((1, 8, 16, 17, -1, 1_000))
        shared.set_counter(mailbox, shared.FROM_WORKER, shared.WRITTEN, written + step)
        opened.ring()
        count += 1
        target.rest(0.001)
    return {**_memory(opened), "times": count}


@attack("bell-flood", by=IDLE, transports=("ipc",))
def bell_flood(target):
    """Rings the bell that wakes the coordinator without end, for nothing."""
    opened = _opened(target)
    while opened and not target.is_over:
        opened.ring(64)
    return _memory(opened)
