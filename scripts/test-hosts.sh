#!/usr/bin/env bash
# Runs the cases that need real machines: boots Debian hosts with systemd, sshd and apt on this one (scripts/hosts.sh), has the
# portal set them up, and breaks what can break. Needs root on Debian, and what scripts/test.sh installs.
#   scripts/test-hosts.sh              all cases
#   scripts/test-hosts.sh --short      one machine by each of the three ways
#   scripts/test-hosts.sh CASES        a pattern of JUnit, such as 'FailuresOnHosts#aWrongPassword'
set -euo pipefail
cd "$(dirname "$0")/.."

# The first commit whose installation can be updated: another build, with the database as it was then.
OLDER=34f839c641dcb7e7d7a928bf0c4b0eac77316e77

cannot() {
    printf 'test-hosts.sh: not run here: %s\n' "$*" >&2
    exit 3
}

# Into distribution/target/older, once.
build_older() {
    local target=distribution/target/older
    [ -z "$(ls "$target"/*.tar.gz 2>/dev/null)" ] || return 0
    git cat-file -e "$OLDER^{commit}" 2>/dev/null || return 1
    rm -rf "$target"
    mkdir -p "$target"
    git clone -q --no-checkout . "$target/checkout" && git -C "$target/checkout" checkout -q "$OLDER" &&
        "$target/checkout/ftpcluster" build-distribution >/dev/null && mv "$target"/checkout/distribution/target/*.tar.gz "$target"
    local code=$?
    rm -rf "$target/checkout"
    return "$code"
}

case ${1:-} in
    --help | -h)
        sed -n '2,6s/^# //p' "$0"
        exit 0
        ;;
    --short) cases='JoiningOnHosts#by*+overSshAsRoot*' ;;
    '') cases='*OnHosts' ;;
    *) cases=$1 ;;
esac
[ "$(id -u)" = 0 ] || cannot "needs root"
command -v apt-get >/dev/null || cannot "needs Debian, whose packages it boots"
grep -qw overlay /proc/filesystems || cannot "the kernel has no overlayfs"
unshare --net true 2>/dev/null || cannot "network namespaces can't be made"
scripts/hosts.sh build || cannot "the image could not be made"
if [ "${1:-}" != --short ]; then
    scripts/hosts.sh build trixie || printf 'test-hosts.sh: no image of Debian 13 could be made; its case is skipped\n' >&2
fi
case $cases in
    '*OnHosts' | *Older*) build_older || printf 'test-hosts.sh: no distribution of %s could be built; its cases are skipped\n' "$OLDER" >&2 ;;
esac
trap 'scripts/hosts.sh down --all' EXIT
scripts/hosts.sh down --all
# What an earlier run has left would be this one's, too.
rm -f ./*/target/failsafe-reports/failsafe-summary.xml
mvn -B -pl distribution -am -Dtest=NoSuchTest -Dit.test="$cases" -DforkCount=1 -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false verify
