// AVX-512.
#if defined(__x86_64__)
#define LOOP __attribute__((target("arch=x86-64-v4")))
#else
#define LOOP
#endif
#define LEVEL(name) tandem_v4_##name
#define EXERCISE tandem_exercise_v4
#include "level.h"
