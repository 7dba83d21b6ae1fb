#pragma once
#include <dlfcn.h>
#include <dnnl.h>
#include <stdbool.h>

// omp_set_num_threads of the OpenMP runtime in the process, found by name because oneDNN brings its
// own choice of one; null if it brings none.
static inline void (*tandem_openmp_set_num_threads(void))(int) {
  return (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
}

// Whether this CPU can run the instruction set, asked of the CPU: any question to oneDNN would fix
// its choice for the life of the process.
static inline bool tandem_cpu_has_sse41(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("sse4.1");
#else
  return false;
#endif
}

static inline bool tandem_cpu_has_avx2(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

static inline bool tandem_cpu_has_avx512(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#else
  return false;
#endif
}
