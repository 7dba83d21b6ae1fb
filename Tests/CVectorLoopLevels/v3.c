// AVX2.
#if defined(__x86_64__)
#define LOOP __attribute__((target("arch=x86-64-v3")))
#else
#define LOOP
#endif
#define LEVEL(name) tandem_v3_##name
#define EXERCISE tandem_exercise_v3
#include "level.h"
