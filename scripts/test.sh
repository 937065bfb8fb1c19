#!/usr/bin/env bash
# Installs what the tests need where that is possible, then runs all checks and tests.
set -euo pipefail
cd "$(dirname "$0")/.."

# program:Debian package. The tests talk to real FTP servers and a real browser, so these can't be left out.
NEEDED="mvn:maven openssl:openssl vsftpd:vsftpd chromium:chromium chromedriver:chromium-driver rclone:rclone
    wget:wget curl:curl sshd:openssh-server ssh-keygen:openssh-client sudo:sudo shellcheck:shellcheck useradd:passwd
    promtool:prometheus lintian:lintian ip:iproute2 setpriv:util-linux haproxy:haproxy nginx:nginx-light setquota:quota
    mkfs.ext4:e2fsprogs pebble:pebble"
# Its programs aren't on the path.
POSTGRESQL='/usr/lib/postgresql/*/bin/postgres'
# Debian's FTP servers exclude each other, so these are unpacked beside each other instead of installed.
UNPACKED="proftpd-core proftpd-mod-crypto pure-ftpd inetutils-ftpd"
DAEMONS=target/daemons

missing_packages() {
    local entry
    for entry in $NEEDED; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${entry%%:*}" >/dev/null || printf '%s ' "${entry##*:}"
    done
    compgen -G "$POSTGRESQL" >/dev/null || printf 'postgresql '
    /usr/bin/python3 -c 'import pyftpdlib, OpenSSL' 2>/dev/null || printf 'python3-pyftpdlib python3-openssl '
}

missing_daemons() {
    local package
    for package in $UNPACKED; do
        [ -e "$DAEMONS/$package/.complete" ] || printf '%s ' "$package"
    done
}

# Downloads a package, unpacks it under $DAEMONS, and installs the libraries that it names.
unpack_daemon() {
    local package=$1 download libraries
    download=$(mktemp -d)
    # apt changes to a user of its own for downloads.
    chmod 777 "$download"
    rm -rf "${DAEMONS:?}/$package"
    mkdir -p "$DAEMONS/$package"
    libraries=$(apt-cache depends --no-recommends --no-suggests "$package" | sed -n 's/^ *Depends: \(lib.*\)/\1/p')
    (cd "$download" && apt-get download -qq "$package" >/dev/null) &&
        dpkg -x "$download"/*.deb "$DAEMONS/$package" &&
        install_packages "$libraries" &&
        touch "$DAEMONS/$package/.complete"
    local status=$?
    rm -rf "$download"
    return $status
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
    { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends $1; } \
        >/dev/null || status=$?
    if $made_policy; then
        rm -f $policy
    fi
    return $status
}

# The home of a JDK 25, or nothing.
jdk_of_tests() {
    local home
    for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
        if [ -x "$home/bin/javac" ] && grep -qs '^JAVA_VERSION="25[."]' "$home/release"; then
            printf '%s' "$home"
            return
        fi
    done
}

missing=$(missing_packages)
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    printf 'Installing what the tests need: %s\n' "$missing"
    { apt-get update -qq >/dev/null && install_packages "$missing"; } || printf 'apt-get could not install all of it.\n' >&2
    missing=$(missing_packages)
fi
if [ -n "$missing" ]; then
    printf 'The tests need these Debian packages, which are not installed: %s\n' "$missing" >&2
    exit 1
fi
daemons=$(missing_daemons)
if [ -n "$daemons" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    printf 'Unpacking FTP servers for the tests: %s\n' "$daemons"
    apt-get update -qq >/dev/null || printf 'apt-get could not update its lists.\n' >&2
    for package in $daemons; do
        unpack_daemon "$package" || printf '%s could not be unpacked.\n' "$package" >&2
    done
    daemons=$(missing_daemons)
fi
if [ -n "$daemons" ]; then
    printf 'The tests need these Debian packages unpacked in %s, which is not done: %s\n' "$DAEMONS" "$daemons" >&2
    exit 1
fi
if [ "$(id -u)" != 0 ]; then
    printf 'The tests run FTP servers with real system users and must run as root (a container will do).\n' >&2
    exit 1
fi

# Maven on the tests' own JDK runs their classes side by side; on an older one, one after the other.
jdk=$(jdk_of_tests)
if [ -n "$jdk" ]; then
    export JAVA_HOME=$jdk
fi
mvn -B verify

# One machine by each of the three ways; the other cases on booted machines take long (scripts/test-hosts.sh).
status=0
scripts/test-hosts.sh --short || status=$?
# It can't be done here, and has said why.
[ "$status" = 3 ] || exit "$status"
