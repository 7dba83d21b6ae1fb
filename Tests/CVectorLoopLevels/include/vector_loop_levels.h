// The loops of CVectorLoops at each CPU level, whichever this CPU has the program choose.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Told what a loop has written.
typedef void (*TandemRecord)(void *context, const char *loop, const void *bytes, size_t count);

// Runs every loop on matrices of tandem_exercise_rows rows and so many columns, which lie in values
// one behind the other, two of them.
typedef void (*TandemExercise)(
    const float *values, size_t columns, TandemRecord record, void *context);

enum { tandem_exercise_rows = 6 };

// The loops as programs have them: of the level that was chosen when this one was loaded.
void tandem_exercise_chosen(
    const float *values, size_t columns, TandemRecord record, void *context);
// Compiled once more, each for one level.
void tandem_exercise_baseline(
    const float *values, size_t columns, TandemRecord record, void *context);
void tandem_exercise_v3(const float *values, size_t columns, TandemRecord record, void *context);
void tandem_exercise_v4(const float *values, size_t columns, TandemRecord record, void *context);

// Whether this CPU is of the level.
bool tandem_cpu_has_v3(void);
bool tandem_cpu_has_v4(void);
