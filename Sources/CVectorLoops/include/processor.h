// Which processor a thread runs on, and a way to leave it.
//
// A thread that waits by looking again and again never sleeps, and a system seldom moves a thread
// that does not: two such threads can share one processor for a whole run beside an idle one.
#pragma once

// The number of the processor that the calling thread runs on; -1 if the system does not tell.
int tandem_current_processor(void);

// Moves the calling thread off a processor if it may run on another; it may come back later.
void tandem_leave_processor(int processor);

// A number of the calling thread's own, counted from 0 in the order in which threads first ask.
unsigned tandem_thread_number(void);
