#!/usr/bin/env bash
# Fetches a JDK for this checkout alone, into its folder .jdk, where ./ftpcluster finds it: Eclipse Temurin, compared with the
# SHA-256 that its release publishes. Nothing else of the machine is changed.
#   scripts/fetch-jdk.sh           asks before it fetches; without a terminal it says what it would do, and ends with 1
#   scripts/fetch-jdk.sh --yes     doesn't ask
# FTPCLUSTER_JDK_URL is where the archive (.tar.gz) is in place of Adoptium's, with its checksum beside it at the same
# address and .sha256.txt. Without https, that must be this machine, or FTPCLUSTER_JDK_CHECKSUM must say the checksum.
set -euo pipefail

REQUIRED_JAVA=25
LATEST=https://api.adoptium.net/v3/binary/latest/$REQUIRED_JAVA/ga
CONNECT_SECONDS=15
MAX_SECONDS=1800

root=$(cd "$(dirname "$0")/.." && pwd -P)
folder=$root/.jdk

fail() {
    printf 'fetch-jdk.sh: %s\n' "$*" >&2
    exit 1
}

# The line that installs one on this system, or nothing where the system has none.
install_line() {
    local ID='' VERSION_ID=''
    if [ "$(uname -s)" = Darwin ]; then
        printf 'brew install --cask temurin@%s' "$REQUIRED_JAVA"
        return
    fi
    # shellcheck disable=SC1091 # not there everywhere
    [ ! -r /etc/os-release ] || . /etc/os-release
    case $ID:${VERSION_ID%%.*} in
        debian:1[3-9] | debian: | ubuntu:2[5-9]) printf 'sudo apt-get install -y openjdk-%s-jdk-headless' "$REQUIRED_JAVA" ;;
        fedora:*) printf 'sudo dnf install -y java-%s-openjdk-devel' "$REQUIRED_JAVA" ;;
        alpine:*) printf 'sudo apk add openjdk%s-jdk' "$REQUIRED_JAVA" ;;
    esac
}

# get URL FILE
get() {
    if command -v curl >/dev/null; then
        curl -fsSL --connect-timeout "$CONNECT_SECONDS" --max-time "$MAX_SECONDS" -o "$2" "$1"
    else
        timeout "$MAX_SECONDS" wget -q --tries=2 --connect-timeout="$CONNECT_SECONDS" --read-timeout=60 -O "$2" "$1"
    fi
}

# Where an address leads to, without going there: the release itself, beside which its checksum is.
redirect_of() {
    if command -v curl >/dev/null; then
        curl -fsS --connect-timeout "$CONNECT_SECONDS" --max-time 60 -o /dev/null -w '%{redirect_url}' "$1"
    else
        LC_ALL=C timeout 60 wget -S --spider --max-redirect=0 "$1" 2>&1 | sed -n 's/^ *[Ll]ocation: \([^ ]*\).*/\1/p' | head -n 1
    fi
}

platform() { # as Adoptium names it
    local system architecture
    case $(uname -s) in
        Linux) if ls /lib/ld-musl-* >/dev/null 2>&1; then system=alpine-linux; else system=linux; fi ;;
        Darwin) system=mac ;;
        *) return 1 ;;
    esac
    case $(uname -m) in
        x86_64 | amd64) architecture=x64 ;;
        aarch64 | arm64) architecture=aarch64 ;;
        *) return 1 ;;
    esac
    printf '%s/%s' "$system" "$architecture"
}

find_url() {
    local where
    if [ -n "${FTPCLUSTER_JDK_URL:-}" ]; then
        case $FTPCLUSTER_JDK_URL in
            https://?* | http://127.0.0.1[:/]* | http://localhost[:/]* | "http://[::1]"[:/]*) ;;
            http://?*) [ -n "${FTPCLUSTER_JDK_CHECKSUM:-}" ] ||
                fail "FTPCLUSTER_JDK_URL is $FTPCLUSTER_JDK_URL: without https it needs FTPCLUSTER_JDK_CHECKSUM, as whoever changes the archive on the way could change its checksum, too." ;;
            *) fail "FTPCLUSTER_JDK_URL is $FTPCLUSTER_JDK_URL, and must be the https address of a .tar.gz of a JDK $REQUIRED_JAVA." ;;
        esac
        url=$FTPCLUSTER_JDK_URL
        return
    fi
    where=$(platform) || fail "Temurin has no JDK $REQUIRED_JAVA for $(uname -s) on $(uname -m) that this script knows. Install one, and set FTPCLUSTER_JAVA_HOME to it."
    url=$LATEST/$where/jdk/hotspot/normal/eclipse
}

# What find_url found may be the address that always leads to the newest release.
resolve_url() {
    [ -z "${FTPCLUSTER_JDK_URL:-}" ] || return 0
    url=$(redirect_of "$url") || url=
    [ -n "$url" ] || fail "api.adoptium.net can't be asked for the newest Temurin $REQUIRED_JAVA. Is there a way to the internet? FTPCLUSTER_JDK_URL may name a mirror."
}

sha256_of() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

ask() {
    local line answer
    line=$(install_line)
    {
        printf 'A JDK %s:\n' "$REQUIRED_JAVA"
        [ -z "$line" ] || printf '  Install one:            %s\n' "$line"
        printf '  Or have it fetched:     %s/scripts/fetch-jdk.sh --yes\n' "$root"
        printf '                          from %s\n' "$url"
        printf '                          into %s, for FTPCluster alone; some 140 MB, 350 MB unpacked\n' "$folder"
    } >&2
    { [ -t 0 ] && [ -t 2 ]; } || exit 1
    printf 'Fetch it now? [y/N] ' >&2
    read -r answer || answer=
    case $answer in
        [yY] | [yY][eE][sS]) ;;
        *) exit 1 ;;
    esac
}

fetch() {
    local wanted is made home
    command -v curl >/dev/null || command -v wget >/dev/null || fail "needs curl or wget."
    { mkdir -p "$folder" && part=$(mktemp -d "$folder/part.XXXXXX"); } 2>/dev/null || fail "the user $(id -un) can't write to $folder."
    trap 'rm -rf "$part"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    resolve_url
    printf 'Fetching %s ...\n' "$url" >&2
    wanted=${FTPCLUSTER_JDK_CHECKSUM:-}
    if [ -z "$wanted" ]; then
        get "$url.sha256.txt" "$part/sha256" || fail "$url.sha256.txt can't be fetched, so nobody knows whether the archive is whole."
        wanted=$(grep -m 1 -oiE '^[0-9a-f]{64}' "$part/sha256") || fail "$url.sha256.txt isn't a SHA-256."
    fi
    get "$url" "$part/archive" || fail "$url can't be fetched. Is there a way to it, and room in $folder?"
    is=$(sha256_of "$part/archive")
    [ "$is" = "$(printf %s "$wanted" | tr 'A-F' 'a-f')" ] || fail "what came from $url isn't what was published: its SHA-256 is $is, and should be $wanted. Nothing was installed."
    mkdir "$part/jdk"
    tar -xzf "$part/archive" --no-same-owner -C "$part/jdk" || fail "the archive can't be unpacked. Is there room in $folder?"
    for home in "$part"/jdk/*/Contents/Home "$part"/jdk/*; do
        [ ! -x "$home/bin/java" ] || break
    done
    { [ -x "$home/bin/javac" ] && grep -q "^JAVA_VERSION=\"${REQUIRED_JAVA}[.\"]" "$home/release"; } ||
        fail "$url isn't the archive of a JDK $REQUIRED_JAVA. Nothing was installed."
    made=$folder/${is:0:16}
    # Another one may have fetched the same meanwhile.
    [ -e "$made" ] || mv "$home" "$made" || fail "can't write $made."
    printf 'Installed in %s.\n' "$made" >&2
}

[ $# -le 1 ] || set -- too-many
case ${1:-} in
    '') find_url && ask ;;
    --yes) find_url ;;
    --help | -h)
        sed -n '2,7s/^# //p' "$0"
        exit 0
        ;;
    *)
        printf 'Usage: fetch-jdk.sh [--yes]\n' >&2
        exit 2
        ;;
esac
fetch
