# shellcheck shell=bash
# Runs a command that prints too much. Sourced after messages.sh.

# How often a command that takes long says how far it is: at once where a person looks on.
if [[ -t 1 ]]; then progress_interval=1; else progress_interval=30; fi

# Runs a command with all it prints in a file, and shows how far it is: LOG PROGRESS COMMAND…
#
# PROGRESS is a function that prints a few words. The command is in the foreground, so that Ctrl-C
# reaches it, and signals that it leaves alone stay as they are.
run_quietly() {
  local log=$1 progress=$2 status=0 watcher
  shift 2
  show_progress "$progress" &
  watcher=$!
  "$@" >"$log" 2>&1 || status=$?
  kill "$watcher" 2>/dev/null || true
  wait "$watcher" 2>/dev/null || true
  if [[ -t 1 ]]; then printf '\r\033[K' || true; fi
  return "$status"
}

# Shows how far the command is until it is killed, or nobody is left to be shown anything.
show_progress() {
  local words="" shown="" script=$$
  trap 'exit 0' TERM
  while kill -0 "$script" 2>/dev/null; do
    # In the background, since a signal waits for what is in the foreground.
    sleep "$progress_interval" &
    wait $!
    words=$("$1")
    if [[ -z $words || $words == "$shown" ]]; then continue; fi
    shown=$words
    if [[ -t 1 ]]; then printf '\r\033[K    %s' "$words" || return; else note "$words"; fi
  done
}
