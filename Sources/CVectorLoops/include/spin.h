// The hint to the processor that a loop only waits for another thread.
#pragma once

static inline void tandem_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("isb" ::: "memory");
#endif
}
