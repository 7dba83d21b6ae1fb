"""A proxy between an honest worker and its coordinator, which reads along and may change what passes.

What comes from the coordinator passes as it is. What comes from the worker is taken apart into
messages, and a hook says what is sent on in the place of each. So an attacker can be admitted, and do
the work of a worker, without knowing how to compute.
"""

import socket
import threading

import envelope
import zmtp
from peer import Identity


class Proxy:
    """Serves one worker, which connects to `endpoint`."""

    def __init__(self, coordinator):
        self.coordinator = coordinator
        self.hook = None
        self.is_cut_off = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = "tcp://127.0.0.1:%d" % self._listener.getsockname()[1]
        self._sending = threading.Lock()
        self._upstream = None
        threading.Thread(target=self._serve, daemon=True).start()

    def send_raw(self, data):
        """Sends more than the worker says, between two of its messages."""
        with self._sending:
            self._upstream.sendall(data)

    def heard_from_worker(self, parts):
        """The messages to send on in place of one of the worker's."""
        return self.hook(parts) if self.hook else [parts]

    def _serve(self):
        worker, _ = self._listener.accept()
        worker.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._upstream = zmtp.open_socket(self.coordinator, timeout=None)
        threading.Thread(target=self._pass_down, args=(worker,), daemon=True).start()
        try:
            self._pass_up(zmtp.Connection(accepted=worker, timeout=None))
        except OSError:
            pass
        finally:
            self._end(worker)

    def _pass_up(self, worker):
        # Each side sends the next part of the greeting only when it has seen the one before.
        for count in (10, 1, zmtp.GREETING_BYTES - 11):
            self.send_raw(worker.read(count))
        while True:
            parts = []
            while True:
                flags, body = worker.read_frame(takes_commands=True)
                if flags & zmtp.COMMAND:
                    self.send_raw(zmtp.header(len(body), zmtp.COMMAND) + body)
                    continue
                parts.append(body)
                if not flags & zmtp.MORE:
                    break
            for passed in self.heard_from_worker(parts):
                self.send_raw(zmtp.message(*passed))

    def _pass_down(self, worker):
        buffer = bytearray(1 << 18)
        try:
            while True:
                count = self._upstream.recv_into(buffer)
                if not count:
                    break
                worker.sendall(memoryview(buffer)[:count])
        except OSError:
            pass
        self.is_cut_off = True
        self._end(worker)

    def _end(self, worker):
        for opened in (worker, self._upstream):
            try:
                opened.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Recorder(Proxy):
    """A proxy that takes note of who the worker is."""

    def __init__(self, coordinator):
        self._version = self._hello = self._ready = None
        super().__init__(coordinator)

    @property
    def identity(self):
        """What the worker said of itself; None before it has said all of it."""
        if not self._ready:
            return None
        return Identity(self._version, self._hello, self._ready)

    def heard_from_worker(self, parts):
        told = envelope.decode(parts[0])
        if told.kind == envelope.HELLO:
            self._version, self._hello = told.version, told.body
        elif told.kind == envelope.READY:
            self._ready = told.body
        return [parts]
