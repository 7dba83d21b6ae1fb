#include "rehearsal.h"

// C, since Swift has no variables of a thread.
static _Thread_local bool is_rehearsing;

bool tandem_is_rehearsing(void) { return is_rehearsing; }

bool tandem_rehearse(bool begins) {
  bool before = is_rehearsing;
  is_rehearsing = begins;
  return before;
}
