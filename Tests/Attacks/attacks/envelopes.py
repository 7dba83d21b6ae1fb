"""Attacks by what is in an envelope: costly to decode, or not to be decoded at all."""

import random

import envelope
import zmtp
from attacks import crowd
from attacks.registry import IDLE, WORKING, attack


def costly(target, kind, number, job=0, incarnation=0):
    """An envelope of nearly 64 KiB that is thousands of empty messages or texts in one field."""
    if kind == envelope.HELLO:
        body = envelope.replacing(target.identity.hello, field_2="crowd")
    else:
        body = envelope.field(1, 1) + envelope.field(3, 1)
    body += envelope.field(number, b"") * 32_600
    return envelope.encode(kind, body, target.identity.version, job, incarnation)


@attack("costly-hellos")
def costly_hellos(target):
    """Hellos of 64 KiB with 32,600 empty names of instruction sets, on one connection."""
    return crowd.shout(target, 1, zmtp.message(costly(target, envelope.HELLO, 10)) * 8)


@attack("costly-results")
def costly_results(target):
    """Results of 64 KiB with 32,600 empty lists of metrics, on one connection."""
    return crowd.shout(target, 1, zmtp.message(costly(target, envelope.RESULT, 5)) * 8)


@attack("costly-crowd")
def costly_crowd(target):
    """The same on a thousand connections at once."""
    data = zmtp.message(costly(target, envelope.HELLO, 10))
    data += zmtp.message(costly(target, envelope.RESULT, 5))
    return crowd.shout(target, target.scaled(1_000), data)


@attack("costly-member", by=IDLE)
def costly_member(target):
    """Results of 64 KiB with 32,600 empty lists of metrics, from an admitted peer."""
    peer = target.member
    data = zmtp.message(costly(target, envelope.RESULT, 5, peer.job, peer.incarnation)) * 8
    return flood(target, data)


def flood(target, data):
    """Sends the same on an admitted peer's connection, until the end or until it is cut off."""
    sent = 0
    while not target.is_over:
        try:
            target.member.send_raw(data)
        except OSError:
            break
        sent += len(data)
    return {"megabytes": round(sent / 1e6, 1), "cut": int(target.member.is_cut_off)}


def odd_envelopes(target):
    """Envelopes that are wrong, each in its own way."""
    identity = target.identity
    version = envelope.field(1, identity.version)
    text = envelope.field
    nested = b""
    for _ in range(5_000):
        nested = envelope.field(16, nested)[:60_000]
    groups = envelope.tag(900, envelope.START_GROUP) * 20_000
    sizes = b"".join(envelope.varint(1 << 49) for _ in range(7_000))
    good = identity.hello_envelope()
    rng = random.Random(1)
    return [
        b"", b"\0", version, good[:-3], good + b"\x07",
        # Groups without an end, messages in messages, sizes of payloads that never come.
        version + groups, version + nested, version + text(4, sizes),
        version + b"".join(envelope.field(4, 1) for _ in range(30_000)),
        # Fields that nobody knows: many small ones, and a long one.
        good + b"".join(envelope.field(1_000 + index, 1) for index in range(15_000)),
        good + text(999, bytes(60_000)),
        # The same message again and again: only the last counts, but each is read.
        version + text(envelope.HELLO, identity.hello) * (60_000 // (len(identity.hello) + 8)),
        # Texts that are none, or not to be shown.
        identity.hello_envelope(name=b"\xff\xfe\x80" * 80),
        identity.hello_envelope(name=b"\x1b]0;owned\x07\x1b[2J\r\n"),
        identity.hello_envelope(name=b"x" * 60_000),
        # Numbers that are too long, lengths that are too large, kinds of field that do not exist.
        b"\x08" + b"\xff" * 9 + b"\x01", b"\x08" + b"\xff" * 60,
        version + envelope.tag(10, 2) + b"\xff\xff\xff\xff\x07", version + b"\x56\x57\x5e\x5f",
        envelope.encode(envelope.HELLO, b"", identity.version),
        envelope.encode(envelope.RESULT, text(8, (1 << 64) - 1), identity.version),
        # Messages that a coordinator sends and never takes.
        *(envelope.encode(kind, b"", identity.version) for kind in range(10, 30)),
        *(rng.randbytes(rng.randrange(1, 300)) for _ in range(200)),
    ]


@attack("odd-envelopes")
def odd_envelopes_attack(target):
    """Envelopes that are wrong, each in its own way: nested, endless, cut, unknown, unreadable."""
    return crowd.shout(target, 4, b"".join(map(zmtp.message, odd_envelopes(target))))


@attack("other-versions")
def other_versions(target):
    """Envelopes of other versions of the protocol, each of which is answered, from strangers."""
    data = b"".join(
        zmtp.message(envelope.encode(envelope.HELLO, b"", version))
        for version in range(1, 1002)
        if version != target.identity.version)
    return crowd.shout(target, 4, data)


@attack("other-version-member", by=WORKING, transports=("tcp",))
def other_version_member(target):
    """Envelopes of other versions of the protocol on the connection of a worker that works."""
    others = [version for version in range(1, 902) if version != target.identity.version]
    return now_and_then(
        target, [envelope.encode(envelope.HEARTBEAT, b"", version) for version in others], 0.005)


@attack("odd-envelopes-member", by=WORKING, transports=("tcp",))
def odd_envelopes_member(target):
    """Envelopes that are wrong in some way, now and then, on the connection of a worker that works."""
    odd = [one for one in odd_envelopes(target) if one[:-3] != target.identity.hello[:-3]]
    return now_and_then(target, odd, 0.01)


def now_and_then(target, messages, pause):
    """Sends some messages in turn on the connection of a worker, until it is cut off."""
    count = 0
    while not target.is_over and not target.member.is_cut_off:
        try:
            target.member.send_raw(zmtp.message(messages[count % len(messages)]))
        except OSError:
            break
        count += 1
        target.rest(pause)
    return {"messages": count, "cut": int(target.member.is_cut_off)}
