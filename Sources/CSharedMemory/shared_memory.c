#define _GNU_SOURCE
#include "shared_memory.h"

#include <errno.h>

#if defined(__linux__)

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// With these nobody can shrink a block under a reader, whom that would kill.
enum { FIXED = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL };

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

int tandem_shared_memory_open(int process, int descriptor, size_t byte_count, int writable) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", process, descriptor);
  // A descriptor of something else must neither keep us waiting nor become our terminal.
  int opened = open(path, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (opened < 0) return -errno;
  struct stat status;
  int seals = fcntl(opened, F_GET_SEALS);
  if (seals >= 0 && (seals & FIXED) == FIXED && fstat(opened, &status) == 0 &&
      (size_t)status.st_size == byte_count)
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

#else

int tandem_shared_memory_create(size_t byte_count) {
  (void)byte_count;
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

#endif
