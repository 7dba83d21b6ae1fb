// What Swift can't ask of the system, or not the same way everywhere.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// The command line as the system handed it over, kept before `main`: it can be read without /proc.
// Null where the C library does not tell.
char **tandem_arguments(void);

// The environment of this process; ends with null.
char **tandem_environment(void);

// What the system was told to run when this process began; null if it does not say.
const char *tandem_started_program(void);

// A pipe that no child inherits, neither end of it a standard descriptor: 0, or an errno.
int tandem_pipe(int ends[2]);

// Starts a program, looked up in the search path if its name holds no slash, with three descriptors
// above 2 as its standard ones, no signal blocked, and in a process group of its own, out of reach of
// the keyboard: 0, or an errno.
int tandem_spawn(const char *program, char *const *arguments, int input, int output, int errors,
                 pid_t *process);

// Waits until a child has ended, and leaves its status to be fetched.
void tandem_await_end(pid_t process);

// Calls a function on a new thread that nobody waits for, and that no handler of a signal interrupts: 0,
// or an errno.
int tandem_start_thread(const char *name, size_t stack, void (*body)(void *), void *context);

// Has signals of the calling thread handled on a stack of their own, by handlers that were set with
// SA_ONSTACK: while generated code runs, the stack pointer may point into the heap, where a handler would
// write over what lies below. The stack is kept for as long as the thread lives.
void tandem_use_signal_stack(void);

// How many of some threads can be started at once. They end before this returns.
int tandem_startable_threads(int wanted);

// Lets the calling thread, and those that it starts, run on all processors that an OpenMP runtime was
// given. Told by the environment to bind threads (OMP_PROC_BIND), it binds the first one to one
// processor when it is loaded, whether it has anything to do or not.
void tandem_undo_openmp_binding(void);

// Whether memory that was written may be run, as code that is generated needs it.
bool tandem_may_generate_code(void);

// Whether so much of the address space can be had, for data or to be set aside. No memory is taken.
bool tandem_may_map(size_t bytes, bool for_data);
