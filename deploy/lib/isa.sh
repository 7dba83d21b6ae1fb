# shellcheck shell=bash
# The instruction sets that tests can be run under. Sourced after messages.sh.

known_isas="avx512, avx2, sse41"

# Ends the script if this CPU lacks an instruction set.
require_isa() {
  local flag flags
  case $1 in
    avx512) flag=avx512dq ;;
    avx2) flag=avx2 ;;
    sse41) flag=sse4_1 ;;
    *) fail 2 "There is no instruction set $1; choose one of: $known_isas." ;;
  esac
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) flags=$(grep -m 1 '^flags' /proc/cpuinfo 2>/dev/null || true) ;;
    Darwin-x86_64)
      flags=$(sysctl -n machdep.cpu.features machdep.cpu.leaf7_features | tr 'A-Z.\n' 'a-z_ ')
      ;;
    *) fail 2 "This machine is no x86-64, which has $1: run the tests without --isa." ;;
  esac
  # Where the system does not tell, the first test process asks the CPU itself.
  if [[ -n $flags && " $flags " != *" $flag "* ]]; then
    fail 2 "This CPU does not have $1: choose another of $known_isas, or run the tests without --isa."
  fi
}
