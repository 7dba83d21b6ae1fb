#pragma once

#include <stdbool.h>

// Whether this thread runs a program for its shapes alone, so that products need not be computed.
bool tandem_is_rehearsing(void);

// Begins or ends that; gives what was the case before.
bool tandem_rehearse(bool begins);

