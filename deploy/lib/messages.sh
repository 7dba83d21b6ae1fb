# shellcheck shell=bash
# How the scripts of this folder speak. Sourced, not run.

# Whoever closed a descriptor wants no messages; that is no reason to end a script.

# A stage begins.
stage() { printf '==> %s\n' "$*" || true; }

# Something about the stage.
note() { printf '    %s\n' "$*" || true; }

# Ends the script with the status in the first argument and the lines in the others.
fail() {
  local status=$1 line
  shift
  printf 'error: %s\n' "$1" >&2 || true
  shift
  for line in "$@"; do printf '%s\n' "${line:+       $line}" >&2 || true; done
  exit "$status"
}

# A number of seconds as a person says it.
duration() {
  if (($1 < 120)); then printf '%d s' "$1"; else printf '%d min %d s' $(($1 / 60)) $(($1 % 60)); fi
}

# The comment at the top of a script, which is its help.
print_help() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$1"; }
