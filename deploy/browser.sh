#!/bin/sh
# Sees to a browser for the tests that need one. Where it cannot be installed those tests say so and are skipped.
set -eu
packages=
command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1 ||
    packages="chromium-headless-shell"
# what Playwright's own driver is linked with, and a minimal Debian lacks
ldconfig -p 2>/dev/null | grep -q 'libatomic\.so\.1' || packages="$packages libatomic1"
[ -n "$packages" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing for the browser tests (Debian packages): $packages"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null && exit 0
fi
echo "the browser tests will be skipped; for them: sudo apt-get install $packages" >&2
