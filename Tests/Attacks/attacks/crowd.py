"""Many connections at once."""

import itertools
import time

import zmtp

# Fewer than a listener keeps waiting, so that none has to knock twice.
BATCH = 64


def connect(target, count, identities=None, hellos=None, more=b"", segment=None):
    """Connects many sockets through the handshake, and sends a first message on each.

    - identities: the ZMTP identities to bring, one each; none by default.
    - hellos: the envelopes to send, one each; none by default.
    - more: further properties of READY.
    - segment: how many bytes are sent at once at most.
    """
    opened = []
    identities = iter(identities or itertools.repeat(b""))
    hellos = iter(hellos) if hellos else None
    while len(opened) < count and not target.is_over:
        batch = []
        for _ in range(min(BATCH, count - len(opened))):
            try:
                one = zmtp.open_socket(target.endpoint, timeout=2, segment=segment)
                one.sendall(zmtp.greeting() + zmtp.ready(next(identities), more=more))
                batch.append(one)
            except StopIteration:
                return opened
            except OSError:
                time.sleep(0.005)
        for one in batch:
            if _shakes_hands(one):
                opened.append(one)
        if hellos:
            for one in batch:
                try:
                    one.sendall(zmtp.message(next(hellos)))
                except OSError:
                    pass
    return opened


def _shakes_hands(one):
    """Waits for the other side's READY; a message that came before it would be an error."""
    heard = b""
    try:
        while len(heard) < 66 or len(heard) < 66 + heard[65]:
            data = one.recv(1024)
            if not data:
                break
            heard += data
        else:
            return True
    except OSError:
        pass
    one.close()
    return False


def hang_up(opened, abruptly=True):
    """Closes all of them in one moment."""
    for one in opened:
        if abruptly:
            zmtp.close_abruptly(one)
        else:
            one.close()
    opened.clear()


def shout(target, count, data):
    """Sends the same bytes again and again on many connections, and comes back when one is cut.

    Each says Hello first: more is taken from who has said something than from who has not.
    Returns how many bytes were sent, and how often a connection was cut.
    """
    sent = cut = 0
    opened, places = [], {}
    hellos = target.hellos()
    while not target.is_over:
        if len(opened) < count:
            opened += connect(target, count - len(opened), hellos=hellos)
            for one in opened:
                one.setblocking(False)
        is_stuck = True
        for one in list(opened):
            place = places.get(one, 0)
            try:
                taken = one.send(memoryview(data)[place:])
                places[one] = (place + taken) % len(data)
                sent += taken
                is_stuck = False
            except BlockingIOError:
                continue
            except OSError:
                cut += 1
                opened.remove(one)
                places.pop(one, None)
                one.close()
        if is_stuck:
            target.rest(0.002)
    hang_up(opened)
    return {"megabytes": round(sent / 1e6, 1), "cut": cut}
