#define _GNU_SOURCE
#include "shared_memory.h"

#include "shared_queue.h"

#include <errno.h>

#if defined(__linux__)

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// With these nobody can shrink a block under a reader, whom that would kill.
enum { FIXED = F_SEAL_SHRINK | F_SEAL_GROW };

// Old headers do not know it, and neither do systems before Linux 5.1.
#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

int tandem_shared_memory_create(size_t byte_count) {
  int descriptor = memfd_create("tandem", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return -errno;
  int status;
  do status = posix_fallocate(descriptor, 0, (off_t)byte_count);
  while (status == EINTR);
  if (status == 0 && fcntl(descriptor, F_ADD_SEALS, FIXED) != 0) status = errno;
  if (status == 0) return descriptor;
  close(descriptor);
  return -status;
}

// Opens what a descriptor of another process refers to. A descriptor of something else must neither
// keep us waiting nor become our terminal.
static int open_foreign(int process, int descriptor, int mode) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", process, descriptor);
  int opened = open(path, mode | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  return opened < 0 ? -errno : opened;
}

int tandem_shared_memory_seal(int descriptor, int writable) {
  if (!writable && fcntl(descriptor, F_ADD_SEALS, F_SEAL_FUTURE_WRITE) != 0 && errno != EINVAL)
    return -errno;
  return fcntl(descriptor, F_ADD_SEALS, F_SEAL_SEAL) == 0 ? 0 : -errno;
}

int tandem_shared_memory_open(int process, int descriptor, size_t byte_count, int writable) {
  int opened = open_foreign(process, descriptor, writable ? O_RDWR : O_RDONLY);
  if (opened < 0) return opened;
  struct stat status;
  int seals = fcntl(opened, F_GET_SEALS);
  // Pages that are missing would be taken, and paid for, by whoever touches them first: us.
  if (seals >= 0 && (seals & FIXED) == FIXED && fstat(opened, &status) == 0 &&
      (size_t)status.st_size == byte_count && (size_t)status.st_blocks * 512 >= byte_count)
    return opened;
  close(opened);
  return -EINVAL;
}

void *tandem_shared_memory_map(int descriptor, size_t byte_count, int writable) {
  int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
  void *address =
      mmap(NULL, byte_count, protection, MAP_SHARED | MAP_POPULATE, descriptor, 0);
  return address == MAP_FAILED ? NULL : address;
}

int tandem_pipe_create(int *read_end, int *write_end) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -errno;
  *read_end = ends[0];
  *write_end = ends[1];
  return 0;
}

int tandem_pipe_open(int process, int descriptor, int writable) {
  // Who could read it as well gets no SIGPIPE when the other side is gone.
  int opened = open_foreign(process, descriptor, writable ? O_RDWR : O_RDONLY);
  if (opened < 0) return opened;
  struct stat status;
  if (fstat(opened, &status) == 0 && S_ISFIFO(status.st_mode)) return opened;
  close(opened);
  return -EINVAL;
}

#else

int tandem_shared_memory_create(size_t byte_count) {
  (void)byte_count;
  return -ENOSYS;
}

int tandem_shared_memory_seal(int descriptor, int writable) {
  (void)descriptor, (void)writable;
  return -ENOSYS;
}

int tandem_shared_memory_open(int process, int descriptor, size_t byte_count, int writable) {
  (void)process, (void)descriptor, (void)byte_count, (void)writable;
  return -ENOSYS;
}

void *tandem_shared_memory_map(int descriptor, size_t byte_count, int writable) {
  (void)descriptor, (void)byte_count, (void)writable;
  errno = ENOSYS;
  return NULL;
}

int tandem_pipe_create(int *read_end, int *write_end) {
  (void)read_end, (void)write_end;
  return -ENOSYS;
}

int tandem_pipe_open(int process, int descriptor, int writable) {
  (void)process, (void)descriptor, (void)writable;
  return -ENOSYS;
}

#endif
