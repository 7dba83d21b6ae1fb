#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "operating_system.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__APPLE__)
#include <crt_externs.h>
#else
extern char **environ;
#endif

#if defined(__linux__)
#include <sys/auxv.h>
#endif

#if defined(__GLIBC__) || defined(__APPLE__)

static char **kept_arguments;

// These two hand the command line to constructors as they do to main.
__attribute__((constructor)) static void keep_arguments(int count, char **arguments) {
  (void)count;
  kept_arguments = arguments;
}

char **tandem_arguments(void) { return kept_arguments; }

#else

char **tandem_arguments(void) { return NULL; }

#endif

char **tandem_environment(void) {
#if defined(__APPLE__)
  return *_NSGetEnviron();
#else
  return environ;
#endif
}

const char *tandem_started_program(void) {
#if defined(__linux__)
  return (const char *)getauxval(AT_EXECFN);
#else
  return NULL;
#endif
}

// Moves a descriptor above the standard ones, one of which it is if this process was started with
// that one closed.
static int above_standard(int descriptor) {
  if (descriptor > 2) return descriptor;
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  close(descriptor);
  return moved;
}

int tandem_pipe(int ends[2]) {
#if defined(__APPLE__)
  if (pipe(ends) != 0) return errno;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#else
  // At once: another thread may start a program at any moment.
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
#endif
  ends[0] = above_standard(ends[0]);
  int number = errno;
  ends[1] = above_standard(ends[1]);
  if (ends[0] >= 0 && ends[1] >= 0) return 0;
  if (ends[0] >= 0) number = errno;
  for (int i = 0; i < 2; i++)
    if (ends[i] >= 0) close(ends[i]);
  return number;
}

int tandem_spawn(const char *program, char *const *arguments, int input, int output, int errors,
                 pid_t *process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int number = posix_spawn_file_actions_init(&actions);
  if (number != 0) return number;
  if ((number = posix_spawnattr_init(&attributes)) != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return number;
  }
  int standard[3] = {input, output, errors};
  for (int i = 0; i < 3 && number == 0; i++)
    number = posix_spawn_file_actions_adddup2(&actions, standard[i], i);
  sigset_t blocked, defaults;
  sigemptyset(&blocked);
  // What this process ignores for itself, a program that knows nothing of it has to be killed by.
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigaddset(&defaults, SIGXFSZ);
  sigaddset(&defaults, SIGCHLD);
  posix_spawnattr_setsigmask(&attributes, &blocked);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  if (number == 0)
    number =
        posix_spawnp(process, program, &actions, &attributes, arguments, tandem_environment());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return number;
}

void tandem_await_end(pid_t process) {
  siginfo_t information;
  while (waitid(P_PID, (id_t)process, &information, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
}

struct start {
  void (*body)(void *);
  void *context;
  char name[16];
};

static pthread_key_t signal_stack;
static pthread_once_t signal_stack_once = PTHREAD_ONCE_INIT;

static size_t signal_stack_size(void) {
  size_t frame = SIGSTKSZ;
#ifdef _SC_MINSIGSTKSZ
  // What a processor with wide registers saves of them.
  long least = sysconf(_SC_MINSIGSTKSZ);
  if (least > 0 && (size_t)least > frame) frame = (size_t)least;
#endif
  return frame + (64 << 10);
}

static void free_signal_stack(void *memory) {
  stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
  munmap(memory, signal_stack_size());
}

static void make_signal_stack_key(void) { pthread_key_create(&signal_stack, free_signal_stack); }

void tandem_use_signal_stack(void) {
  static _Thread_local bool is_used = false;
  if (is_used) return;
  is_used = true;
  stack_t stack;
  if (sigaltstack(NULL, &stack) != 0 || !(stack.ss_flags & SS_DISABLE)) return;
  stack = (stack_t){.ss_size = signal_stack_size()};
  stack.ss_sp =
      mmap(NULL, stack.ss_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack.ss_sp == MAP_FAILED) return;
  sigaltstack(&stack, NULL);
  pthread_once(&signal_stack_once, make_signal_stack_key);
  pthread_setspecific(signal_stack, stack.ss_sp);
}

static void *begin(void *argument) {
  struct start start = *(struct start *)argument;
  free(argument);
#if defined(__APPLE__)
  pthread_setname_np(start.name);
#elif defined(__linux__)
  pthread_setname_np(pthread_self(), start.name);
#endif
  start.body(start.context);
  return NULL;
}

int tandem_start_thread(const char *name, size_t stack, void (*body)(void *), void *context) {
  struct start *start = malloc(sizeof *start);
  if (start == NULL) return ENOMEM;
  start->body = body;
  start->context = context;
  strncpy(start->name, name, sizeof start->name - 1);
  start->name[sizeof start->name - 1] = '\0';
  pthread_attr_t attributes;
  int number = pthread_attr_init(&attributes);
  if (number == 0) {
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    // Not the default, which is the limit on the stack of whoever started this process.
    pthread_attr_setstacksize(&attributes, stack);
    // What is handled here would interrupt generated code. Faults of the thread itself are its own.
    sigset_t blocked, before;
    sigfillset(&blocked);
    int const faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&blocked, faults[i]);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    pthread_t thread;
    number = pthread_create(&thread, &attributes, begin, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
  }
  if (number != 0) free(start);
  return number;
}

static void *pass(void *gate) {
  pthread_mutex_lock(gate);
  pthread_mutex_unlock(gate);
  return NULL;
}

int tandem_startable_threads(int wanted) {
  pthread_t *threads = wanted > 0 ? malloc((size_t)wanted * sizeof *threads) : NULL;
  pthread_attr_t attributes;
  if (threads == NULL || pthread_attr_init(&attributes) != 0) {
    free(threads);
    return 0;
  }
  pthread_attr_setstacksize(&attributes, 128 << 10);
  // All of them wait here, so that they exist side by side.
  pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&gate);
  int started = 0;
  while (started < wanted &&
         pthread_create(&threads[started], &attributes, pass, &gate) == 0)
    started++;
  pthread_mutex_unlock(&gate);
  for (int i = 0; i < started; i++) pthread_join(threads[i], NULL);
  pthread_mutex_destroy(&gate);
  pthread_attr_destroy(&attributes);
  free(threads);
  return started;
}

void tandem_undo_openmp_binding(void) {
#if defined(__linux__)
  int (*places)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_num_places");
  int (*processors)(int) = (int (*)(int))dlsym(RTLD_DEFAULT, "omp_get_place_num_procs");
  void (*numbers)(int, int *) =
      (void (*)(int, int *))dlsym(RTLD_DEFAULT, "omp_get_place_proc_ids");
  if (places == NULL || processors == NULL || numbers == NULL) return;
  cpu_set_t all;
  CPU_ZERO(&all);
  // None unless it was told to bind.
  for (int place = 0, count = places(); place < count; place++) {
    int size = processors(place);
    int *list = size > 0 ? malloc((size_t)size * sizeof *list) : NULL;
    if (list == NULL) continue;
    numbers(place, list);
    for (int i = 0; i < size; i++)
      if (list[i] >= 0 && list[i] < CPU_SETSIZE) CPU_SET(list[i], &all);
    free(list);
  }
  if (CPU_COUNT(&all) > 0) sched_setaffinity(0, sizeof all, &all);
#endif
}

bool tandem_may_generate_code(void) {
  size_t size = (size_t)sysconf(_SC_PAGESIZE);
  void *page =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (page == MAP_FAILED) return false;
  // As code generators do it: written and run without a change in between.
  bool may = mprotect(page, size, PROT_READ | PROT_WRITE | PROT_EXEC) == 0;
  munmap(page, size);
  return may;
}

bool tandem_may_map(size_t bytes, bool for_data) {
  int flags = MAP_PRIVATE | MAP_ANON;
  int access = for_data ? PROT_READ | PROT_WRITE : PROT_NONE;
#if defined(MAP_NORESERVE)
  flags |= MAP_NORESERVE;
#endif
  void *room = mmap(NULL, bytes, access, flags, -1, 0);
  if (room == MAP_FAILED) return false;
  munmap(room, bytes);
  return true;
}
