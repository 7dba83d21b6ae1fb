// Arithmetic that takes numbers below the smallest normal one for zero, on the calling thread.
//
// Processors compute with such numbers many times more slowly, and training makes a great many of
// them as soon as a model is sure of itself.
#pragma once
#include <stdint.h>

// Begins it; returns what tandem_keep_subnormals needs to end it.
static inline uint32_t tandem_flush_subnormals(void) {
#if defined(__x86_64__)
  uint32_t mode = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(mode | 0x8040);
  return mode;
#else
  return 0;
#endif
}

static inline void tandem_keep_subnormals(uint32_t mode) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(mode);
#else
  (void)mode;
#endif
}
