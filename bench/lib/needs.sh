# shellcheck shell=bash
# What the measurements need from Debian.

# program:package
NEEDS="vsftpd:vsftpd rclone:rclone apache2:apache2 curl:curl openssl:openssl python3:python3 ip:iproute2 ping:iputils-ping
    ps:procps useradd:passwd flock:util-linux wrk:wrk"

missing_needs() {
    local entry
    for entry in $NEEDS; do
        command -v "${entry%%:*}" >/dev/null || printf '%s ' "${entry##*:}"
    done
}

# Debian starts a service when it is installed; here every row starts its own.
apt_install() {
    local policy=/usr/sbin/policy-rc.d made_policy=false status=0
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
        made_policy=true
    fi
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
        >/dev/null || status=$?
    ! $made_policy || rm -f $policy
    return $status
}

install_needs() {
    PATH=$PATH:/usr/sbin:/sbin
    if [ "$(id -u)" != 0 ]; then
        printf 'bench/run.sh starts vsftpd with a system user and must run as root (a container will do).\n' >&2
        exit 1
    fi
    local missing
    missing=$(missing_needs)
    if [ -n "$missing" ]; then
        printf 'Installing %s\n' "$missing" >&2
        # shellcheck disable=SC2086 # a list of packages
        apt_install $missing
    fi
}
