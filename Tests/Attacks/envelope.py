"""The envelope of every message of the cluster, in the encoding of protocol buffers.

Only what an attacker needs: fields are lists of (number, wire type, value), read and written without
knowing what they mean, so that what a newer version adds passes through unharmed.
`Sources/ClusterProtocol/Wire/envelope.proto` says what the numbers stand for.
"""

from collections import namedtuple

VARINT, FIXED64, BYTES, START_GROUP, END_GROUP, FIXED32 = 0, 1, 2, 3, 4, 5

HELLO, WELCOME, READY, REFUSED, WEIGHTS, WORK, RESULT, HEARTBEAT, GOODBYE, ABANDON, FINISH, CANCEL = (
    range(10, 22))

# The version of the protocol that this client speaks.
VERSION = 6

LARGEST_ENVELOPE = 64 * 1024

Envelope = namedtuple("Envelope", "version job incarnation payload_sizes kind body")


def varint(value):
    """A number in groups of seven bits, the lowest first."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def tag(number, wire_type):
    return varint(number << 3 | wire_type)


def field(number, value, wire_type=None):
    """One field: an int as varint unless told otherwise, text and bytes with their length."""
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return tag(number, BYTES) + varint(len(value)) + value
    if wire_type == FIXED64:
        return tag(number, FIXED64) + value.to_bytes(8, "little")
    if wire_type == FIXED32:
        return tag(number, FIXED32) + value.to_bytes(4, "little")
    return tag(number, VARINT) + varint(value)


def fields(data):
    """The fields of a message, as (number, wire type, value)."""
    found, place = [], 0

    def number():
        nonlocal place
        value = shift = 0
        while True:
            byte = data[place]
            place += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while place < len(data):
        key = number()
        wire_type = key & 7
        if wire_type == VARINT:
            value = number()
        elif wire_type == BYTES:
            length = number()
            value = bytes(data[place:place + length])
            place += length
        else:
            length = {FIXED64: 8, FIXED32: 4}[wire_type]
            value = int.from_bytes(data[place:place + length], "little")
            place += length
        found.append((key >> 3, wire_type, value))
    return found


def value_of(body, number, default=0):
    """The last value of a field, as the encoding has it."""
    return next((value for found, _, value in reversed(fields(body)) if found == number), default)


def replacing(body, **changes):
    """A message with other values for some fields, named `field_N`; the others stay as they are."""
    wanted = {int(name.partition("_")[2]): value for name, value in changes.items()}
    wire_types = {number: wire_type for number, wire_type, _ in fields(body)}
    kept = b"".join(
        field(number, value, wire_type)
        for number, wire_type, value in fields(body) if number not in wanted)
    return kept + b"".join(
        field(number, value, wire_types.get(number)) for number, value in wanted.items())


def encode(kind, body, version=VERSION, job=0, incarnation=0, payload_sizes=()):
    """The bytes of an envelope."""
    sizes = b"".join(varint(size) for size in payload_sizes)
    return (
        field(1, version) + field(2, job, FIXED64) + field(3, incarnation)
        + (field(4, sizes) if sizes else b"") + field(kind, body))


def decode(data):
    """What the envelope says, and the message in it, undecoded."""
    found = {"version": 0, "job": 0, "incarnation": 0, "payload_sizes": [], "kind": 0, "body": b""}
    names = {1: "version", 2: "job", 3: "incarnation"}
    for number, wire_type, value in fields(data):
        if number in names:
            found[names[number]] = value
        elif number == 4 and wire_type == VARINT:
            found["payload_sizes"].append(value)
        elif number >= HELLO:
            found["kind"], found["body"] = number, value
    return Envelope(**found)
