// What SwiftPM compiles for.
#define LOOP
#define LEVEL(name) tandem_baseline_##name
#define EXERCISE tandem_exercise_baseline
#include "level.h"
