// Memory that processes of one machine share and that has no name: nothing is left behind, however
// they end. Linux only; elsewhere every call answers ENOSYS.
#pragma once
#include <stddef.h>

// Makes a block, takes all its pages at once and fixes its size for good.
// Returns a descriptor, or -errno: ENOSPC or ENOMEM if there is not so much memory.
int tandem_shared_memory_create(size_t byte_count);

// Opens the block behind a descriptor of another process of the same user.
// Returns a descriptor, or -errno; EINVAL if it is no such block, or of another size.
int tandem_shared_memory_open(int process, int descriptor, size_t byte_count, int writable);

// Maps a block and touches every page. Returns its address, or NULL with errno set.
void *tandem_shared_memory_map(int descriptor, size_t byte_count, int writable);
