// What the C library does with memory that is given back to it.
#pragma once
#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

// Lets freed memory stay with the process. The C library would give large blocks back to the system
// at once and get them anew, page by page, for the next message or the next packing of a product.
static inline void tandem_keep_freed_memory(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}
