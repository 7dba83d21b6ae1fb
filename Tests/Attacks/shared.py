"""The memory that a coordinator shares with the workers of its machine, from either side.

A block is a memory file that others open by the process and the descriptor of its maker; it begins
with a page that holds the job's token. A mailbox is a block of two queues, of messages without a
payload from the worker and of work to it. A queue has a page of counters, each on a line of its own,
and then its slots.
"""

import fcntl
import mmap
import os

import envelope

IS_HERE = hasattr(os, "memfd_create")

PAGE = 4096
WRITTEN, TAKEN = 64, 128  # where in a queue its counters are
RESULT_SLOTS, RESULT_SLOT_BYTES = 16, PAGE
WORK_SLOTS, WORK_SLOT_BYTES = 24, 32 * 1024
FROM_WORKER = PAGE
TO_WORKER = FROM_WORKER + PAGE + RESULT_SLOTS * RESULT_SLOT_BYTES

_SEALS = 0x0002 | 0x0004 | 0x0001  # neither shrinks nor grows, nor is unsealed
_ADD_SEALS = 1033


class Offer:
    """Memory that suits a worker, as a false coordinator offers it."""

    TOKEN = 4711

    def __init__(self, weight_count, trainable_count):
        pages = 1 + (4 * weight_count + PAGE - 1) // PAGE
        self._weights = self._block(PAGE * pages)
        pages = 1 + (4 * trainable_count + PAGE - 1) // PAGE
        self._gradients = self._block(PAGE * pages)
        mailbox_bytes = TO_WORKER + PAGE + WORK_SLOTS * WORK_SLOT_BYTES
        self._mailbox = self._block(mailbox_bytes)
        self.mailbox = mmap.mmap(self._mailbox, mailbox_bytes)
        self._bells = os.pipe() + os.pipe()

    @property
    def body(self):
        """The message that names it."""
        return b"".join([
            envelope.field(1, self.TOKEN, envelope.FIXED64), envelope.field(2, os.getpid()),
            envelope.field(3, self._weights), envelope.field(4, self._gradients),
            envelope.field(5, 1), envelope.field(6, self._mailbox),
            envelope.field(7, self._bells[1]), envelope.field(8, self._bells[2]),
            envelope.field(9, WORK_SLOT_BYTES)])

    def close(self):
        self.mailbox.close()
        for descriptor in (self._weights, self._gradients, self._mailbox, *self._bells):
            os.close(descriptor)

    @classmethod
    def _block(cls, count):
        descriptor = os.memfd_create("attack", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.posix_fallocate(descriptor, 0, count)
        fcntl.fcntl(descriptor, _ADD_SEALS, _SEALS)
        os.pwrite(descriptor, cls.TOKEN.to_bytes(8, "little"), 0)
        return descriptor


class Opened:
    """What a coordinator has offered, opened as a worker would."""

    def __init__(self, offer):
        process = envelope.value_of(offer, 2)

        def path(number):
            return f"/proc/{process}/fd/{envelope.value_of(offer, number)}"

        self._path = path(6)
        descriptor = os.open(self._path, os.O_RDWR)
        self.mailbox = mmap.mmap(descriptor, os.fstat(descriptor).st_size)
        os.close(descriptor)
        self._bell = os.open(path(7), os.O_WRONLY | os.O_NONBLOCK)

    @property
    def is_gone(self):
        """Whether the coordinator has let go of it, as it does when it cuts a worker off."""
        return not os.path.exists(self._path)

    def ring(self, count=1):
        """Wakes the coordinator, or tries to: a bell that rings already is full in the end."""
        try:
            os.write(self._bell, bytes(count))
        except BlockingIOError:
            pass


def set_counter(mailbox, queue, counter, value):
    """Writes a counter of a queue."""
    place = queue + counter
    mailbox[place:place + 8] = (value & (1 << 64) - 1).to_bytes(8, "little")


def counter(mailbox, queue, which):
    """Reads a counter of a queue."""
    return int.from_bytes(mailbox[queue + which:queue + which + 8], "little")
