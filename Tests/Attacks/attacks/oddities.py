"""Attacks by what is not even ZMTP, or not this version of it."""

import random

import zmtp
from attacks import crowd
from attacks.registry import attack


def openings():
    """What a connection may begin with that is none of ours."""
    rng = random.Random(2)
    good = zmtp.greeting()
    return [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2p1\r\n", b"*1\r\n$4\r\nPING\r\n",
        # The beginning of a TLS handshake.
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + rng.randbytes(500),
        # ZMTP 1.0: no greeting, an identity as first frame, lengths with their own byte.
        b"\x01\x00" + b"\x05\x00abcd" * 1_000, b"\x01\x00\xff" + b"\x7f" * 8 + b"\x00",
        # ZMTP 2.0: a shorter greeting, with the type of the socket and the identity.
        good[:10] + b"\x01\x05" + b"\x00\x00" + b"\x00\x05hello" * 1_000,
        good[:10] + b"\x01\x05" + b"\x02" + b"\xff" * 8,
        # Mechanisms that are not spoken here, and roles that do not fit.
        zmtp.greeting(b"PLAIN") + zmtp.command(b"HELLO", b"\x05admin\x05admin"),
        zmtp.greeting(b"CURVE") + rng.randbytes(400), zmtp.greeting(b"\xff" * 20),
        zmtp.greeting(major=4) + zmtp.ready(), zmtp.greeting(major=255, minor=255) + zmtp.ready(),
        good + zmtp.ready(socket_type=b"SUB"), good + zmtp.ready(socket_type=b"\0" * 255),
        # READY that is no READY: properties without an end, twice, too long an identity.
        good + zmtp.header(20, zmtp.COMMAND) + b"\x05READY\x0bSocket-Type",
        good + zmtp.ready() + zmtp.ready(), good + zmtp.ready(identity=b"i" * 1_000),
        good + zmtp.ready(identity=b"\0\0\0\0\0"), good + zmtp.command(b"ERROR", b"\xffnonsense"),
        good + zmtp.message(b"before ready"), good + b"\xff" * 100, good + bytes(1_000),
        good + zmtp.ready() + zmtp.header(1 << 62) + b"x",
        good + zmtp.ready() + zmtp.header((1 << 64) - 1) + b"x",
        # Cut anywhere.
        *(good[:length] for length in range(0, 64, 5)), b"\xff" * 64, bytes(64),
        *(rng.randbytes(rng.randrange(1, 200)) for _ in range(30)),
    ]


@attack("foreign-protocols")
def foreign_protocols(target):
    """HTTP, SSH, TLS, ZMTP 1 and 2, other mechanisms, cut greetings, random bytes; without pause."""
    count = 0
    while not target.is_over:
        for opening in openings():
            try:
                opened = zmtp.open_socket(target.endpoint, timeout=0.2)
                opened.sendall(opening)
                zmtp.close_abruptly(opened)
            except OSError:
                pass
            count += 1
            if target.is_over:
                break
    return {"connections": count}


@attack("slow-handshakes")
def slow_handshakes(target):
    """2,000 connections that greet a byte at a time, or not at all, and come back when cut off."""
    sentence = zmtp.greeting() + zmtp.ready()
    places, cut = {}, 0
    while not target.is_over:
        # No more in a row than a listener keeps waiting.
        for _ in range(min(crowd.BATCH, target.scaled(2_000) - len(places))):
            try:
                opened = zmtp.open_socket(target.endpoint, timeout=1)
                opened.setblocking(False)
                places[opened] = 0
            except OSError:
                target.rest(0.01)
        for opened, place in list(places.items()):
            try:
                if place < 64:
                    opened.send(sentence[place:place + 1])
                places[opened] = min(place + 1, len(sentence) - 2)
            except OSError:
                cut += 1
                opened.close()
                del places[opened]
        target.rest(0.05)
    count = len(places)
    crowd.hang_up(list(places))
    return {"held": count, "cut": cut}


def mutated(rng, stream):
    """The stream with a few bytes changed, left out, doubled or cut off."""
    data = bytearray(stream)
    for _ in range(rng.randrange(1, 6)):
        place = rng.randrange(len(data))
        change = rng.randrange(5)
        if change == 0:
            data[place] = rng.randrange(256)
        elif change == 1:
            data[place] ^= 1 << rng.randrange(8)
        elif change == 2:
            del data[place:place + rng.randrange(1, 40)]
        elif change == 3:
            data[place:place] = data[place:place + rng.randrange(1, 200)]
        elif len(data) > 100:
            del data[rng.randrange(64, len(data)):]
        if not data:
            data = bytearray(b"\0")
    return bytes(data)


@attack("mutated-streams")
def mutated_streams(target):
    """Whole connections from greeting to commands and messages, each with a few bytes changed."""
    hello = zmtp.message(target.identity.hello_envelope())
    handshake = zmtp.greeting() + zmtp.ready()
    rest = b"".join([
        hello, zmtp.command(b"PING", b"\0\x0aabcdefgh"), zmtp.command(b"PONG", b"abcdefgh"),
        hello, zmtp.message(b"a", b"b", b""), zmtp.command(b"SUBSCRIBE", b"x"), hello,
        zmtp.command(b"PING"), zmtp.command(b"ERROR", b"\x05hello")])
    rng = random.Random(3)
    count = 0
    while not target.is_over:
        count += 1
        try:
            # Half of them with a handshake that is as it should be.
            if count % 2:
                found = [zmtp.open_socket(target.endpoint, timeout=0.5)]
                found[0].sendall(mutated(rng, handshake + rest))
            else:
                found = crowd.connect(target, 1)
                for one in found:
                    one.sendall(mutated(rng, rest))
            crowd.hang_up(found, abruptly=count % 3 != 0)
        except OSError:
            pass
    return {"connections": count}
