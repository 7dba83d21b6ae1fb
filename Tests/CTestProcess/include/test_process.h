// Runs something before the first test of a process.
#pragma once

// Defined in Swift, in TestSupport.
void tandem_test_process_starts(void);
