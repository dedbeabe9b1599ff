#!/bin/sh
# Makes .venv from a hash-pinned lock file. usage: deploy/environment.sh LOCKFILE
set -eu
lock=$1
python=${PYTHON:-python3}

say() { printf 'pillwatch: %s\n' "$1" >&2; exit 1; }
debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

command -v "$python" >/dev/null 2>&1 || say "python3 is missing; install it: sudo apt-get install python3 python3-venv"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    say "Python 3.11 or newer is needed, $python is older; name another one: make PYTHON=python3.12 ..."
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    debian_root || say "python3-venv is missing; install it: sudo apt-get install python3-venv"
    echo "installing python3-venv (Debian package) ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null ||
        say "python3-venv could not be installed; install it: sudo apt-get install python3-venv"
fi

echo "installing the packages of $lock into .venv ..."
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
