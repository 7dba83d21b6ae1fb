#define _GNU_SOURCE
#include "processor.h"

#include <stdatomic.h>

unsigned tandem_thread_number(void) {
  static atomic_uint threads;
  static _Thread_local unsigned number;  // From 1; 0 until it is known.
  if (number == 0) number = atomic_fetch_add_explicit(&threads, 1, memory_order_relaxed) + 1;
  return number - 1;
}

#if defined(__linux__)

#include <sched.h>

int tandem_current_processor(void) { return sched_getcpu(); }

void tandem_leave_processor(int processor) {
  cpu_set_t allowed;
  if (processor < 0 || processor >= CPU_SETSIZE) return;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  if (!CPU_ISSET(processor, &allowed) || CPU_COUNT(&allowed) < 2) return;
  cpu_set_t others = allowed;
  CPU_CLR(processor, &others);
  // The first moves the thread, the second lets the system move it as before.
  if (sched_setaffinity(0, sizeof others, &others) == 0)
    sched_setaffinity(0, sizeof allowed, &allowed);
}

#else

int tandem_current_processor(void) { return -1; }

void tandem_leave_processor(int processor) { (void)processor; }

#endif
