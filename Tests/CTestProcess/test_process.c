#include "test_process.h"

// Swift runs nothing of its own accord when a program is loaded; C does.
__attribute__((constructor)) static void start(void) { tandem_test_process_starts(); }
