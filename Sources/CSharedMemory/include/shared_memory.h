// Memory that processes of one machine share and that has no name: nothing is left behind, however
// they end. Linux only; elsewhere every call answers ENOSYS.
#pragma once
#include <stddef.h>

// Makes a block, takes all its pages at once and fixes its size for good.
// Returns a descriptor, or -errno: ENOSPC or ENOMEM if there is not so much memory.
int tandem_shared_memory_create(size_t byte_count);

// Ends the making of a block that is mapped already: nobody can change its seals any more, and if it is
// not to be writable, nobody can write to it but through mappings that exist (where the system knows
// such a thing: Linux 5.1). Returns 0, or -errno.
int tandem_shared_memory_seal(int descriptor, int writable);

// Opens the block behind a descriptor of another process of the same user.
// Returns a descriptor, or -errno; EINVAL if it is no such block, of another size, or without its pages.
int tandem_shared_memory_open(int process, int descriptor, size_t byte_count, int writable);

// Maps a block and touches every page. Returns its address, or NULL with errno set.
void *tandem_shared_memory_map(int descriptor, size_t byte_count, int writable);
