#!/usr/bin/env python3
"""A bare ROUTER that takes whatever comes and throws it away: what an attack costs libzmq alone.

  sink.py ENDPOINT LARGEST-FRAME

Its loop is libzmq's own proxy, from the ROUTER to a publisher without subscribers, so that no line of
Python runs for a message. The options are those of a coordinator's socket.
"""

import ctypes
import ctypes.util
import sys

ROUTER, PUB = 6, 1
LINGER, SNDHWM, RCVHWM, MAXMSGSIZE, HANDSHAKE_IVL = 17, 23, 24, 22, 66


def load():
    """libzmq, or None where there is none."""
    for name in ("libzmq.so.5", ctypes.util.find_library("zmq")):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if library:
            return library
    return None


def main():
    endpoint, largest_frame = sys.argv[1], int(sys.argv[2])
    zmq = load()
    if zmq is None:
        sys.exit("sink: libzmq was not found")
    pointer = ctypes.c_void_p
    zmq.zmq_ctx_new.restype = zmq.zmq_socket.restype = pointer
    zmq.zmq_socket.argtypes = [pointer, ctypes.c_int]
    zmq.zmq_setsockopt.argtypes = [pointer, ctypes.c_int, pointer, ctypes.c_size_t]
    zmq.zmq_bind.argtypes = [pointer, ctypes.c_char_p]
    zmq.zmq_proxy.argtypes = [pointer] * 3
    context = zmq.zmq_ctx_new()
    router = zmq.zmq_socket(context, ROUTER)
    for option, value in ((LINGER, 0), (SNDHWM, 1000), (RCVHWM, 1000), (HANDSHAKE_IVL, 5000)):
        zmq.zmq_setsockopt(router, option, ctypes.byref(ctypes.c_int(value)), 4)
    limit = ctypes.c_int64(largest_frame)
    zmq.zmq_setsockopt(router, MAXMSGSIZE, ctypes.byref(limit), 8)
    if zmq.zmq_bind(router, endpoint.encode()) != 0:
        sys.exit(f"sink: {endpoint} can't be bound")
    print("ready", flush=True)
    zmq.zmq_proxy(router, zmq.zmq_socket(context, PUB), None)


if __name__ == "__main__":
    main()
