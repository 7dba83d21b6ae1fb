"""ZMTP 3, the protocol that ZeroMQ speaks on a connection, as far as a peer of one ROUTER needs it.

Written by hand rather than taken from a library, since a library would not let us say what an
attacker says: frames that are never finished, messages that never end, identities that are not ours.

A connection begins with a greeting of 64 bytes from each side, then a READY command from each side,
and carries frames from then on. A frame is a byte of flags, its length in 1 or 8 bytes, and its
bytes; a message is one or more frames, all but the last marked MORE.
"""

import socket
import struct

MORE, LONG, COMMAND = 1, 2, 4

GREETING_BYTES = 64


def greeting(mechanism=b"NULL", major=3, minor=0):
    """The first 64 bytes of a connection."""
    signature = b"\xff" + bytes(8) + b"\x7f"
    return signature + bytes([major, minor]) + mechanism.ljust(20, b"\0") + bytes(32)


def header(length, flags=0):
    """What precedes the bytes of a frame; says `length` whatever follows."""
    if length > 255:
        return bytes([flags | LONG]) + length.to_bytes(8, "big")
    return bytes([flags, length])


def frame(body, more=False):
    """One frame."""
    return header(len(body), MORE if more else 0) + body


def message(*parts):
    """A message of some frames."""
    return b"".join(frame(part, more=True) for part in parts[:-1]) + frame(parts[-1])


def command(name, body=b""):
    """A command: what the two engines of a connection tell each other, unseen by the programs."""
    body = bytes([len(name)]) + name + body
    return header(len(body), COMMAND) + body


def metadata(name, value):
    """One property of a READY command."""
    return bytes([len(name)]) + name + len(value).to_bytes(4, "big") + value


def ready(identity=b"", socket_type=b"DEALER", more=b""):
    """The READY command, with the identity that the peer wants to have."""
    properties = metadata(b"Socket-Type", socket_type) + metadata(b"Identity", identity)
    return command(b"READY", properties + more)


def open_socket(endpoint, timeout=10.0, segment=None):
    """A connected socket, in blocking mode, for `tcp://HOST:PORT` or `ipc://PATH`.

    - segment: Sends no more than so many bytes at once over TCP, whatever is sent.
    """
    scheme, _, address = endpoint.partition("://")
    if scheme == "ipc":
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        target = address
    else:
        host, _, port = address.rpartition(":")
        opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        target = (host, int(port))
        if segment:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
    opened.settimeout(timeout)
    try:
        opened.connect(target)
    except OSError:
        opened.close()
        raise
    return opened


def close_abruptly(opened):
    """Closes with a reset, which leaves no port waiting, so that thousands can follow."""
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    opened.close()


class Connection:
    """A connection to a ROUTER, or, with `accepted`, one that came to us."""

    def __init__(self, endpoint=None, accepted=None, timeout=10.0):
        self.socket = accepted or open_socket(endpoint, timeout)
        self.socket.settimeout(timeout)
        self._file = self.socket.makefile("rb", buffering=1 << 16)

    def shake_hands(self, identity=b"", socket_type=b"DEALER"):
        """Greets, and waits until the other side has done so too."""
        self.send_raw(greeting() + ready(identity, socket_type))
        self.read(GREETING_BYTES)
        while not self.read_frame(takes_commands=True)[0] & COMMAND:
            pass
        return self

    def send_raw(self, data):
        self.socket.sendall(data)

    def send(self, *parts):
        """Sends a message."""
        self.socket.sendall(message(*parts))

    def send_apart(self, *parts):
        """Sends each part as a message of its own, as a coordinator does."""
        self.socket.sendall(b"".join(map(message, parts)))

    def read_frame(self, takes_commands=False, most=1 << 40):
        """The flags and the bytes of the next frame; of a frame longer than `most`, None."""
        while True:
            flags = self.read(1)[0]
            length = int.from_bytes(self.read(8 if flags & LONG else 1), "big")
            if length > most:
                self._skip(length)
                return flags, None
            body = self.read(length)
            if not flags & COMMAND or takes_commands:
                return flags, body

    def receive(self, most=1 << 40):
        """The frames of the next message."""
        parts = []
        while True:
            flags, body = self.read_frame(most=most)
            parts.append(body)
            if not flags & MORE:
                return parts

    def close(self, abruptly=False):
        self._file.close()
        if abruptly:
            close_abruptly(self.socket)
        else:
            self.socket.close()

    def read(self, count):
        """So many bytes."""
        data = self._file.read(count)
        if len(data) < count:
            raise ConnectionResetError("the other side has hung up")
        return data

    def _skip(self, count):
        while count > 0:
            count -= len(self.read(min(count, 1 << 16)))
