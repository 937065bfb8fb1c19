#!/usr/bin/env bash
# Boots Debian machines on this one, for tests that need real hosts: each has an address, a root file system, systemd, sshd and
# apt of its own. By systemd-nspawn, overlayfs and a bridge; needs root on Debian. Touches only what it made: its folder,
# the bridge, the network namespaces fch-*, the links hv-*, the nft table "ip ftpcluster_hosts" and cgroups named ftpcluster-hosts.
set -euo pipefail

DIR=${FTPCLUSTER_HOSTS_DIR:-/var/tmp/ftpcluster-hosts}
NETWORK=10.78.0
BRIDGE=fch0
TABLE="ip ftpcluster_hosts"
CGROUPS=/sys/fs/cgroup
GROUP=ftpcluster-hosts
CONTROLLERS="systemd unified memory cpu pids freezer"
BARE=openssh-server,systemd,systemd-sysv,dbus,libpam-systemd,iproute2,iputils-ping,procps,sudo,curl,ca-certificates
# What provisioning installs: in the image's cache of packages, so that hosts don't wait for a mirror.
CACHED="openjdk-17-jre-headless vsftpd openssl"

usage() {
    cat >&2 <<USAGE
Usage: hosts.sh build [SUITE]            make the image of a Debian release (default bookworm); idempotent
       hosts.sh up [--suite SUITE] NAME...   create hosts or start them again; prints names and addresses
       hosts.sh exec NAME COMMAND...     run a command as root on a host
       hosts.sh ip NAME | list
       hosts.sh cut NAME | mend NAME     take its network away | give it back
       hosts.sh stop NAME | crash NAME   shut down | power off at once; the disk stays, "up" boots it again
       hosts.sh down NAME... | --all     end hosts and delete them
Files: $DIR (FTPCLUSTER_HOSTS_DIR); the key for root and admin is in id_ed25519 there.
USAGE
    exit 2
}

die() {
    printf 'hosts.sh: %s\n' "$*" >&2
    exit 1
}

# The mirror that this machine itself uses.
mirror() {
    grep -rhoE '^(URIs:|deb) .*' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null |
        grep -oE 'https?://[^ ]+/debian/?( |$)' | sed -n '1s,/* *$,,p' || true
}

# A process is its pid and its start, as a pid may be given to another.
start_of() { awk '{ sub(/.*\) /, ""); if ($1 != "Z") print $20 }' "/proc/$1/stat" 2>/dev/null || true; }
record() { printf '%s %s\n' "$2" "$(start_of "$2")" >"$1"; }
alive() {
    local pid start
    [ -s "$1" ] && read -r pid start <"$1" && [ -n "$start" ] && [ "$(start_of "$pid")" = "$start" ] && printf '%s' "$pid"
}
await_end() {
    local try
    for ((try = 0; try < $2 * 10; try++)); do
        alive "$1" >/dev/null || return 0
        sleep 0.1
    done
    return 1
}
first_child() { tr ' ' '\n' <"/proc/$1/task/$1/children" 2>/dev/null | grep -m 1 .; }

name_is_fine() {
    [[ ${1:-} =~ ^[a-z][a-z0-9-]{0,10}$ ]] || die "a host's name has 1 to 11 lower-case letters, digits and '-': '${1:-}'"
    host=$DIR/hosts/$1
    namespace=fch-$1
    link=hv-$1
}
known() {
    name_is_fine "${1:-}"
    [ -e "$host/number" ] || die "there is no host $1"
    number=$(<"$host/number")
    address=$NETWORK.$number
}

# The first process of the host: below the loop that restarts it, and nspawn.
init_of() {
    local pid
    pid=$(alive "$host/pid") && pid=$(first_child "$pid") && first_child "$pid"
}
inside() {
    local pid
    pid=$(init_of) || die "${host##*/} doesn't run"
    nsenter -t "$pid" -a --wdns=/root env -i TERM="${TERM:-dumb}" LANG=C.UTF-8 HOME=/root \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

make_cgroups() {
    local controller
    if [ ! -e "$CGROUPS/cgroup.controllers" ]; then
        mountpoint -q "$CGROUPS/unified" || { mkdir -p "$CGROUPS/unified" && mount -t cgroup2 cgroup2 "$CGROUPS/unified"; }
    fi
    for controller in . $CONTROLLERS; do
        if [ "$controller" = . ] && [ ! -e "$CGROUPS/cgroup.controllers" ]; then
            continue
        fi
        [ ! -d "$CGROUPS/$controller" ] || mkdir -p "$CGROUPS/$controller/$GROUP/$1"
    done
}
remove_cgroups() {
    local controller
    for controller in . $CONTROLLERS; do
        [ ! -d "$CGROUPS/$controller/$GROUP$1" ] ||
            find "$CGROUPS/$controller/$GROUP$1" -depth -type d -exec rmdir {} + 2>/dev/null || true
    done
}
in_cgroup() {
    local name=$1 controller
    shift
    for controller in . $CONTROLLERS; do
        [ ! -e "$CGROUPS/$controller/$GROUP/$name/cgroup.procs" ] || echo "$BASHPID" >"$CGROUPS/$controller/$GROUP/$name/cgroup.procs"
    done
    exec 9>&-
    exec "$@"
}
NSPAWN=(env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --quiet --register=no --keep-unit --resolv-conf=off
    --timezone=off --link-journal=no --console=pipe)

in_image() {
    (in_cgroup build "${NSPAWN[@]}" --directory="$1" --machine=fchbuild --as-pid2 --setenv=DEBIAN_FRONTEND=noninteractive \
        /bin/bash -ec "$2") </dev/null
}

build() {
    local suite=${1:-bookworm} image origin
    [[ $suite =~ ^[a-z]+$ ]] || usage
    image=$DIR/images/$suite
    [ ! -e "$image/.ready" ] || return 0
    if ! { command -v debootstrap && command -v systemd-nspawn && command -v nft && command -v ip && command -v ssh-keygen; } >/dev/null; then
        apt-get update -q
        DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends debootstrap systemd-container nftables iproute2 openssh-client
    fi
    origin=$(mirror)
    [ -n "$origin" ] || die "found no Debian mirror in /etc/apt"
    mkdir -p "$DIR/packages" "$DIR/hosts" "$DIR/images"
    [ -e "$DIR/id_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C test-hosts -f "$DIR/id_ed25519"
    make_cgroups build
    rm -rf --one-file-system "$image"
    debootstrap --variant=minbase --cache-dir="$DIR/packages" --include="$BARE" "$suite" "$image" "$origin"
    printf 'deb %s main\n' "$origin $suite" "$origin $suite-updates" "${origin}-security $suite-security" >"$image/etc/apt/sources.list"
    printf '%s\n' 'Acquire::Check-Date "false";' 'Acquire::Languages "none";' >"$image/etc/apt/apt.conf.d/99hosts"
    cat /etc/apt/apt.conf.d/*proxy* >>"$image/etc/apt/apt.conf.d/99hosts" 2>/dev/null || true
    rm -f "$image/etc/resolv.conf"
    cp -L /etc/resolv.conf "$image/etc/resolv.conf"
    in_image "$image" "apt-get update -q; apt-get clean
        apt-get install -yq --download-only $CACHED || apt-get install -yq --download-only vsftpd openssl
        useradd -m -s /bin/bash admin; echo admin:admin | chpasswd; echo 'admin ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin
        useradd -m -s /bin/bash typist; echo typist:typist | chpasswd; echo 'typist ALL=(ALL) ALL' >/etc/sudoers.d/typist
        useradd -m -s /bin/bash nobody-special; echo nobody-special:nobody-special | chpasswd
        systemctl mask apt-daily.timer apt-daily-upgrade.timer systemd-timesyncd.service 2>/dev/null
        rm -f /etc/ssh/ssh_host_*; : >/etc/machine-id"
    touch "$image/.ready"
    remove_cgroups /build
}

# The hosts reach this machine and each other; beyond it only DNS and what apt needs.
network() {
    ip link show "$BRIDGE" &>/dev/null || ip link add "$BRIDGE" address 02:78:00:00:00:01 type bridge
    ip addr replace "$NETWORK.1/24" dev "$BRIDGE"
    ip link set "$BRIDGE" mtu 1400 up
    [ -e "$DIR/ip_forward" ] || cat /proc/sys/net/ipv4/ip_forward >"$DIR/ip_forward"
    echo 1 >/proc/sys/net/ipv4/ip_forward
    nft -f - <<RULES
table $TABLE
delete table $TABLE
table $TABLE {
  chain translate { type nat hook postrouting priority 100; ip saddr $NETWORK.0/24 ip daddr != $NETWORK.0/24 masquerade; }
  chain restrict { type filter hook forward priority 0; iifname != "$BRIDGE" accept; oifname "$BRIDGE" accept
    ct state established,related accept; udp dport 53 accept; tcp dport { 53, 80, 443, 3128, 8080 } accept; drop; }
}
RULES
}

plug_in() {
    unplug
    ip netns add "$namespace"
    ip -n "$namespace" link set lo up
    ip link add "$link" type veth peer name eth0 netns "$namespace" address "$(printf 02:78:00:00:00:%02x "$number")"
    ip link set "$link" mtu 1400 master "$BRIDGE" up
    ip -n "$namespace" link set eth0 mtu 1400 up
    ip -n "$namespace" addr add "$address/24" dev eth0
    ip -n "$namespace" route add default via "$NETWORK.1"
}
unplug() {
    ip link del "$link" 2>/dev/null || true
    [ ! -e "/run/netns/$namespace" ] || ip netns del "$namespace"
    rm -f "$host/cut"
}

create() {
    local number
    mkdir -p "$host"/{upper,work,root}
    for ((number = 11; number < 250; number++)); do
        grep -qsx "$number" "$DIR"/hosts/*/number || break
    done
    echo "$1" >"$host/suite"
    echo "$number" >"$host/number"
}
furnish() {
    echo "$1" >"$host/root/etc/hostname"
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$1" >"$host/root/etc/hosts"
    tr -d - </proc/sys/kernel/random/uuid >"$host/root/etc/machine-id"
    ssh-keygen -A -f "$host/root" >/dev/null
    install -d -m 700 "$host/root/root/.ssh"
    install -m 600 "$DIR/id_ed25519.pub" "$host/root/root/.ssh/authorized_keys"
    touch "$host/furnished"
}
up() {
    local suite=bookworm name try
    if [ "${1:-}" = --suite ]; then
        suite=${2:-}
        shift 2
    fi
    [ $# -gt 0 ] || usage
    [ -e "$DIR/images/$suite/.ready" ] || die "run '$0 build $suite' first"
    network
    for name; do
        name_is_fine "$name"
        [ -e "$host/number" ] || create "$suite"
        known "$name"
        ! alive "$host/pid" >/dev/null || continue
        mountpoint -q "$host/root" || mount -t overlay "fch-$name" \
            -o "lowerdir=$DIR/images/$(<"$host/suite"),upperdir=$host/upper,workdir=$host/work" "$host/root"
        [ -e "$host/furnished" ] || furnish "$name"
        plug_in
        make_cgroups "$name"
        # 133: it was rebooted from inside.
        # shellcheck disable=SC2016 # the inner shell has the arguments
        (in_cgroup "$name" setsid bash -c 'while "$@"; [ $? = 133 ]; do :; done' hosts-loop "${NSPAWN[@]}" --boot \
            --directory="$host/root" --machine="$name" --network-namespace-path="/run/netns/$namespace") \
            </dev/null >>"$host/console.log" 2>&1 &
        record "$host/pid" $!
    done
    for name; do
        known "$name"
        for ((try = 0; ; try++)); do
            alive "$host/pid" >/dev/null || die "$name did not boot: see $host/console.log"
            if [[ $(inside systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]] &&
                (exec 3<>"/dev/tcp/$address/22") 2>/dev/null; then
                break
            fi
            [ "$try" -lt 600 ] || die "$name: no systemd or no sshd after 2 minutes; see $host/console.log"
            sleep 0.2
        done
        printf '%s %s\n' "$name" "$address"
    done
}

halt() {
    local loop container=
    if loop=$(alive "$host/pid"); then
        if container=$(first_child "$loop"); then
            if [ "$1" = crash ]; then
                kill -KILL "$(init_of)" 2>/dev/null || true
            else
                kill -TERM "$container" 2>/dev/null || true
            fi
        fi
        # shellcheck disable=SC2086 # it may be none
        await_end "$host/pid" 30 || kill -KILL $container "$loop" 2>/dev/null || true
    fi
    rm -f "$host/pid"
    unplug
    ! mountpoint -q "$host/root" || umount "$host/root"
    remove_cgroups "/${host##*/}"
}
down() {
    local name all=no
    [ $# -gt 0 ] || usage
    if [ "$1" = --all ]; then
        all=yes
        # shellcheck disable=SC2046 # names have no blanks
        set -- $(ls "$DIR/hosts" 2>/dev/null)
    fi
    for name; do
        name_is_fine "$name"
        [ -d "$host" ] || continue
        halt crash
        rm -rf --one-file-system "$host"
    done
    [ "$all" = yes ] || return 0
    ip link del "$BRIDGE" 2>/dev/null || true
    # shellcheck disable=SC2086 # two words
    nft delete table $TABLE 2>/dev/null || true
    remove_cgroups ""
    if [ -e "$DIR/ip_forward" ]; then
        cat "$DIR/ip_forward" >/proc/sys/net/ipv4/ip_forward
        rm "$DIR/ip_forward"
    fi
}
list() {
    local file state
    for file in "$DIR"/hosts/*/number; do
        [ -e "$file" ] || continue
        file=${file%/number}
        known "${file##*/}"
        state=stopped
        ! alive "$host/pid" >/dev/null || state=up
        [ ! -e "$host/cut" ] || state="$state, cut"
        printf '%-12s %-12s %-9s %s\n' "${file##*/}" "$address" "$(<"$host/suite")" "$state"
    done
}

[ "$(id -u)" = 0 ] || die "must run as root"
verb=${1:-}
shift || usage
mkdir -p "$DIR"
case $verb in
    exec | list | ip) ;;
    *)
        exec 9>"$DIR/.lock"
        flock -w 600 9 || die "another run holds $DIR/.lock"
        ;;
esac
case $verb in
    build) build "$@" ;;
    up) up "$@" ;;
    down) down "$@" ;;
    list) list ;;
    ip)
        known "${1:-}"
        printf '%s\n' "$address"
        ;;
    exec)
        known "${1:-}"
        shift
        inside "$@"
        ;;
    stop | crash)
        known "${1:-}"
        halt "$verb"
        ;;
    cut)
        known "${1:-}"
        ip link set "$link" down
        : >"$host/cut"
        ;;
    mend)
        known "${1:-}"
        ip link set "$link" up
        rm -f "$host/cut"
        ;;
    *) usage ;;
esac
