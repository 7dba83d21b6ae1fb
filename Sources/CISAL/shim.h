#pragma once
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

// The room that packing at the first level takes: a macro of macros, which Swift does not see.
enum { TANDEM_DEFLATE_ROOM = ISAL_DEF_LVL1_DEFAULT };
