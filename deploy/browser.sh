#!/bin/sh
# Sees to a browser for the tests that need one. Where it cannot be installed those tests say so and are skipped.
set -eu
for name in chromium-headless-shell chromium; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing chromium-headless-shell (Debian package) for the browser tests ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null && exit 0
fi
echo "no browser for the page's tests: they will be skipped; install one: sudo apt-get install chromium" >&2
