#define EXERCISE tandem_exercise_chosen
#include "exercise.h"

#if defined(__x86_64__)
bool tandem_cpu_has_v3(void) { return __builtin_cpu_supports("x86-64-v3"); }
bool tandem_cpu_has_v4(void) { return __builtin_cpu_supports("x86-64-v4"); }
#else
bool tandem_cpu_has_v3(void) { return false; }
bool tandem_cpu_has_v4(void) { return false; }
#endif
