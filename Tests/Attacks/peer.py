"""Whoever takes part in a job, or says so.

An `Identity` is what an honest worker says of itself in its Hello and Ready, as a `Recorder` heard it.
With it a `Peer` is admitted to the job like any worker, under an instance number of its own, and can
say whatever it likes from then on.
"""

import json
import os
import random
import threading
import time

import envelope
import zmtp

NAME = "mallory"

# Where memory is offered, it is as soon as the coordinator has heard Ready.
WELCOMED_AGAIN_WITHIN = 5


class Identity:
    """What has to be said to be admitted."""

    def __init__(self, version, hello, ready, trainable_count=0):
        self.version, self.hello, self.ready = version, hello, ready
        # How many weights are trainable, so how large a gradient is.
        self.trainable_count = trainable_count

    @property
    def largest_frame(self):
        """The bytes that the largest frame of the job has; a larger one ends the connection."""
        return max(4 * self.trainable_count, envelope.LARGEST_ENVELOPE)

    def hello_envelope(self, instance=None, name=NAME, **changes):
        """A Hello of another life of the worker."""
        body = envelope.replacing(
            self.hello, field_1=instance or random.getrandbits(63) + 1, field_2=name,
            field_4=os.getpid(), **changes)
        return envelope.encode(envelope.HELLO, body, version=self.version)

    def save(self, path):
        values = {
            "version": self.version, "hello": self.hello.hex(), "ready": self.ready.hex(),
            "trainable_count": self.trainable_count}
        with open(path, "w", encoding="ascii") as file:
            json.dump(values, file)

    @classmethod
    def load(cls, path):
        with open(path, encoding="ascii") as file:
            values = json.load(file)
        return cls(
            values["version"],
            bytes.fromhex(values["hello"]), bytes.fromhex(values["ready"]),
            values["trainable_count"])


class Peer:
    """A connection that speaks the protocol of the cluster.

    It takes part in a job without computing: a coordinator that has more workers than shards gives
    the first of them nothing to do.
    """

    def __init__(self, target):
        self.target = target
        self.identity = target.identity
        self.job = self.incarnation = 0
        self.number = None
        self.offer = None
        self.weights_version = 0
        self.works = 0
        self.welcomes = 0
        self.is_cut_off = False
        self.is_done = False
        # Shows life, and reads nothing any more.
        self.is_deaf = False
        self._sending = threading.Lock()
        self.connection = zmtp.Connection(target.endpoint).shake_hands()

    def introduce(self):
        """Says Hello and waits for Welcome."""
        self.connection.send(self.identity.hello_envelope())
        while self.number is None and not self.target.is_sink:
            self._take(self._receive())
        return self

    def join(self):
        """Says Hello, waits for Welcome, says Ready; then reads and shows signs of life.

        Over a Unix-domain socket a second Welcome follows, which offers memory, and a second Ready.
        """
        self.introduce()
        self._say_ready(has_memory=False)
        if not self.target.is_sink:
            deadline = time.monotonic() + WELCOMED_AGAIN_WITHIN
            while (self.target.endpoint.startswith("ipc:") and self.welcomes < 2
                   and time.monotonic() < deadline):
                self._take(self._receive())
            self.connection.socket.settimeout(None)
            threading.Thread(target=self._listen, daemon=True).start()
            threading.Thread(target=self._show_life, daemon=True).start()
        return self

    def _say_ready(self, has_memory):
        body = envelope.replacing(self.identity.ready, field_4=int(has_memory), field_8=0)
        self.send(envelope.READY, body)

    def _receive(self):
        """The next message of a coordinator: an envelope, and what it announces, frame by frame."""
        while True:
            _, body = self.connection.read_frame(most=envelope.LARGEST_ENVELOPE)
            try:
                told = envelope.decode(body)
            except (KeyError, IndexError, TypeError):
                continue
            for _ in told.payload_sizes:
                self.connection.read_frame(most=0)
            return told

    def envelope(self, kind, body, payload_sizes=(), version=None):
        """An envelope of the job that the peer takes part in."""
        return envelope.encode(
            kind, body, version or self.identity.version, self.job, self.incarnation, payload_sizes)

    def send(self, kind, body, *payload):
        """Sends a message of the job."""
        sizes = [len(part) for part in payload]
        self.send_raw(zmtp.message(self.envelope(kind, body, sizes), *payload))

    def send_raw(self, data):
        """Sends bytes that end with a message's end, whatever they are."""
        with self._sending:
            self.connection.send_raw(data)

    def _take(self, told):
        if told.kind == envelope.WELCOME:
            self.welcomes += 1
            self.job, self.incarnation = told.job, told.incarnation
            self.number = envelope.value_of(told.body, 1)
            self.trainable_count = envelope.value_of(told.body, 11)
            offer = envelope.value_of(told.body, 17, None)
            if offer is not None:
                # Whoever was offered memory has it: that of the own mailbox is a part of the attack.
                self.offer = offer
                self._say_ready(has_memory=True)
        elif told.kind == envelope.REFUSED:
            raise RuntimeError(f"refused: {told.body!r}")
        elif told.kind == envelope.WEIGHTS:
            self.weights_version = envelope.value_of(told.body, 1)
        elif told.kind == envelope.WORK:
            self.works += 1
        elif told.kind in (envelope.FINISH, envelope.ABANDON):
            self.is_done = True

    def _listen(self):
        try:
            while not self.is_deaf:
                self._take(self._receive())
        except (OSError, ValueError, RuntimeError):
            self.is_cut_off = not self.is_done

    def _show_life(self):
        sequence = 0
        try:
            while not self.is_cut_off and not self.is_done:
                self.send(envelope.HEARTBEAT, envelope.field(1, sequence))
                sequence += 1
                time.sleep(1)
        except OSError:
            pass
