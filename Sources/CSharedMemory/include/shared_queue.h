// Words of memory that two processes share, and pipes that one wakes the other by.
#pragma once
#include <stdint.h>

// What another thread or process stored before it stored the value is seen by whoever loads it.
static inline uint64_t tandem_shared_load(const void *word) {
  return __atomic_load_n((const uint64_t *)word, __ATOMIC_SEQ_CST);
}

static inline void tandem_shared_store(void *word, uint64_t value) {
  __atomic_store_n((uint64_t *)word, value, __ATOMIC_SEQ_CST);
}

static inline uint64_t tandem_shared_exchange(void *word, uint64_t value) {
  return __atomic_exchange_n((uint64_t *)word, value, __ATOMIC_SEQ_CST);
}

// Makes a pipe that neither end waits at. Returns 0, or -errno.
int tandem_pipe_create(int *read_end, int *write_end);

// Opens an end of a pipe behind a descriptor of another process of the same user.
// Returns a descriptor, or -errno; EINVAL if it is no pipe.
int tandem_pipe_open(int process, int descriptor, int writable);
