#!/usr/bin/env bash
# Installs what the tests need where that is possible, then runs all checks and tests.
set -euo pipefail
cd "$(dirname "$0")/.."

# program:Debian package. The tests talk to real FTP servers and a real browser, so these can't be left out.
NEEDED="mvn:maven openssl:openssl vsftpd:vsftpd chromium:chromium chromedriver:chromium-driver rclone:rclone
    wget:wget curl:curl shellcheck:shellcheck useradd:passwd"

missing_packages() {
    local entry
    for entry in $NEEDED; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${entry%%:*}" >/dev/null || printf '%s ' "${entry##*:}"
    done
}

install_packages() {
    local policy=/usr/sbin/policy-rc.d made_policy=false
    # Debian starts a service when it is installed; the tests start their own servers on ports of their own.
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
        made_policy=true
    fi
    local status=0
    # shellcheck disable=SC2086 # a list of packages
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1; } \
        >/dev/null || status=$?
    if $made_policy; then
        rm -f $policy
    fi
    return $status
}

missing=$(missing_packages)
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    printf 'Installing what the tests need: %s\n' "$missing"
    install_packages "$missing" || printf 'apt-get could not install all of it.\n' >&2
    missing=$(missing_packages)
fi
if [ -n "$missing" ]; then
    printf 'The tests need these Debian packages, which are not installed: %s\n' "$missing" >&2
    exit 1
fi
if [ "$(id -u)" != 0 ]; then
    printf 'The tests run vsftpd with real system users and must run as root (a container will do).\n' >&2
    exit 1
fi

exec mvn -B verify
