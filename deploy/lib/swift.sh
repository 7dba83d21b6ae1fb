# shellcheck shell=bash
# Finds a Swift toolchain that is new enough, and how to call it. Sourced after messages.sh.

# Passed to every `swift build` and `swift test`. Coloured or not, the compiler is told the same: on a
# command line that differs it would compile everything again.
build_options=(--configuration release --no-color-diagnostics)

# Told before anything is installed: the libraries would be of no use without it.
require_swift() {
  command -v swift >/dev/null 2>&1 ||
    fail 2 "There is no swift in the search path." \
      "Install Swift 6.1 or later from https://www.swift.org/install, then run this again."
}

# Ends the script if the toolchain is older than a version: 6.1 "Tandem needs" unless told otherwise.
# Needs the libraries that the toolchain itself is linked with.
check_swift() {
  local least=${1:-6.1} who=${2:-Tandem needs} words
  words=$(swift --version 2>&1) ||
    fail 2 "swift does not start: $words" "See https://www.swift.org/install for what it needs."
  [[ $words =~ Swift\ version\ ([0-9]+)\.([0-9]+)[.0-9]* ]] ||
    fail 2 "swift --version gives no version: $words"
  if ((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] < ${least%.*} * 1000 + ${least#*.})); then
    fail 2 "This is ${BASH_REMATCH[0]}; $who $least or later." \
      "Install it from https://www.swift.org/install, then run this again."
  fi
  stage "${BASH_REMATCH[0]}"

  if [[ $(uname -s) == Darwin ]]; then
    local prefix
    # Homebrew keeps OpenSSL apart, since the system has a library of the same name.
    for prefix in "$(brew --prefix)" "$(brew --prefix openssl@3)"; do
      build_options+=(-Xcc "-I$prefix/include" -Xlinker "-L$prefix/lib")
    done
  fi
}
