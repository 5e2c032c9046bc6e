#!/bin/sh
# Makes .venv and installs one hash-pinned lock into it: tools/bootstrap.sh requirements.lock
# uv when the machine has it; else the venv and pip of python3; else, as root, Debian's python3-venv first.
set -eu
cd "$(dirname "$0")/.."
lock=$1

say() { echo "tandem: $*" >&2; }

python=
for name in python3 python3.11 python3.12 python3.13 python3.14; do
    if command -v "$name" >/dev/null 2>&1 &&
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$(command -v "$name")
        break
    fi
done
[ -n "$python" ] || { say "Python 3.11 or later is needed and was not found on this machine."; exit 1; }

if command -v uv >/dev/null 2>&1; then
    [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
    uv pip install --quiet --require-hashes --python .venv/bin/python -r "$lock"
    exit 0
fi

if [ ! -x .venv/bin/pip ]; then
    rm -rf .venv
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            say "installing python3-venv, which this machine lacks"
            apt-get update -qq >&2
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >&2
            python=/usr/bin/python3
        fi
        "$python" -m venv .venv || {
            say "Python's venv module is missing: install the package python3-venv (or uv), then run make again."
            exit 1
        }
    fi
fi
# what is used is compiled when it is first used
.venv/bin/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r "$lock"
