# shellcheck shell=bash
# Finds the system libraries that are missing and installs them. Sourced after messages.sh.
#
# What counts is whether a file is there, not which package brought it: a header installed by hand
# serves as well, and the answer is the same on every distribution.

missing_packages=()

# Notes a package as missing if a test fails: PACKAGE PURPOSE TEST…
require() {
  local package=$1 purpose=$2
  shift 2
  if "$@"; then return; fi
  if ((${#missing_packages[@]} == 0)); then note "missing:"; fi
  note "  $package ($purpose)"
  missing_packages+=("$package")
}

has_command() { command -v "$1" >/dev/null 2>&1; }

has_file() {
  local pattern
  for pattern in "$@"; do
    if compgen -G "$pattern" >/dev/null; then return; fi
  done
  return 1
}

has_header() { has_file "/usr/include/$1" "/usr/local/include/$1" "/usr/include/*-linux-*/$1"; }

# Whether the Swift toolchain's own programs find a shared library.
toolchain_finds() { ! grep -q "$1.* => not found" <<<"$toolchain_libraries"; }

# What a C or Swift program is linked with, but for the linker itself.
can_link() {
  has_header stdio.h && has_file "/usr/lib/gcc/*/*/crtbeginS.o" "/usr/lib64/gcc/*/*/crtbeginS.o" &&
    has_file "/usr/lib/gcc/*/*/libstdc++.so" "/usr/lib64/libstdc++.so" "/usr/lib64/gcc/*/*/libstdc++.so"
}

install_requirements() {
  stage "System libraries"
  case $(uname -s) in
    Linux) install_on_linux ;;
    Darwin) install_on_macos ;;
    *) fail 2 "Tandem is built on Linux and macOS, not on $(uname -s)." ;;
  esac
}

install_on_linux() {
  local programs toolchain_libraries
  programs=$(dirname "$(readlink -f "$(command -v swift)")")
  toolchain_libraries=$(ldd "$programs"/swift-{package,driver} "$programs"/lld 2>/dev/null || true)

  require libzmq3-dev "messages" has_header zmq.h
  require libdnnl-dev "matrix products" has_header dnnl.h
  require libssl-dev "digests" has_header openssl/evp.h
  require libisal-dev "packed data files" has_header isa-l/igzip_lib.h
  require curl "downloads MNIST" has_command curl
  require ca-certificates "tells whose mirrors they are" has_file \
    /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem
  require g++ "the C headers and libraries that Swift programs are linked with" can_link
  require libcurl4 "runs the Swift toolchain" toolchain_finds libcurl.so
  require libncurses6 "runs the Swift toolchain" toolchain_finds libncurses.so
  require libsqlite3-0 "runs the Swift toolchain" toolchain_finds libsqlite3.so
  require libxml2 "runs the Swift toolchain" toolchain_finds libxml2.so

  if ((${#missing_packages[@]} == 0)); then
    note "all there"
  elif has_command apt-get; then
    install_with_apt
  else
    fail 2 "These are Debian's names for what is missing, and there is no apt-get here." \
      "Install what your system calls ${missing_packages[*]}, then run this again."
  fi
}

install_with_apt() {
  local as_root=() with="" log
  if ((EUID != 0)); then
    # Without a terminal nobody could answer a question for the password.
    if has_command sudo && { sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; }; }; then
      as_root=(sudo) with="sudo "
    else
      fail 2 "Installing needs root, and this user may not. Ask an administrator to run this as" \
        "root, then run it again:" "" \
        "apt-get update && apt-get install --yes --no-install-recommends ${missing_packages[*]}" ""
    fi
  fi
  as_root+=(env DEBIAN_FRONTEND=noninteractive)

  note "installing them with ${with}apt-get …"
  log=$(mktemp)
  # An index that can't be brought up to date may still be good enough to install from.
  if ! "${as_root[@]}" apt-get update >"$log" 2>&1; then
    note "apt-get update failed; trying with the index as it is"
  fi
  if ! "${as_root[@]}" apt-get install --yes --no-install-recommends "${missing_packages[@]}" \
    >>"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail 1 "apt-get could not install ${missing_packages[*]}; its last words are above." \
      "On Ubuntu libdnnl-dev comes from the universe component."
  fi
  rm -f "$log"
  note "installed: ${missing_packages[*]}"
}

install_on_macos() {
  has_command brew ||
    fail 2 "The libraries come from Homebrew on macOS, and there is no brew here." \
      "Install it from https://brew.sh, then run this again."
  require zeromq "messages" has_formula zeromq
  require onednn "matrix products" has_formula onednn
  require isa-l "packed data files" has_formula isa-l
  require openssl@3 "digests" has_formula openssl@3
  if ((${#missing_packages[@]} == 0)); then
    note "all there"
  else
    note "installing them with brew …"
    brew install "${missing_packages[@]}"
  fi
}

has_formula() { [[ -n $(brew list --versions "$1" 2>/dev/null) ]]; }
