#!/usr/bin/env bash
# Makes a release of this checkout's branch: version, changelog, artefacts, tag. Pushes nothing.
set -euo pipefail

usage() {
    cat <<'USAGE'
usage: release.sh [--dry-run] [--skip-tests] [--no-build] [--next VERSION] VERSION

Makes the release VERSION (such as 1.2.0) of the branch that is checked out. In a temporary clone it sets the version of all modules,
gives what is under "Unreleased" in CHANGELOG.md the version and the date, commits, runs all tests (scripts/test.sh: as root, on
Debian), builds the distribution and the Debian package, tries both, and commits the next development version. Only when all of that has
worked, the artefacts go to target/release-VERSION, with their SHA256SUMS, the branch goes on to the two commits, and the first one gets
the annotated tag vVERSION. Interrupted or failed before that, nothing has changed here. It pushes nothing: it says how.

  --dry-run        all of it but the last step: nothing is kept
  --skip-tests     without the tests, which have passed elsewhere for this commit
  --no-build       without artefacts, too; for looking at the commits
  --next VERSION   the next development version, without -SNAPSHOT; the next minor version if not given
USAGE
}

fail() {
    printf 'release.sh: %s\n' "$*" >&2
    exit 1
}

wrong() {
    printf 'release.sh: %s\n' "$*" >&2
    usage >&2
    exit 2
}

VERSION_FORM='^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$'

version=
next=
tests=yes
build=yes
keep=yes

read_arguments() {
    while [ $# -gt 0 ]; do
        case $1 in
            -h | --help)
                usage
                exit 0
                ;;
            --dry-run) keep=no ;;
            --skip-tests) tests=no ;;
            --no-build)
                tests=no
                build=no
                ;;
            --next)
                [ $# -ge 2 ] || wrong "--next needs a version"
                next=$2
                shift
                ;;
            -*) wrong "what is \"$1\"?" ;;
            *)
                [ -z "$version" ] || wrong "one version, not two"
                version=$1
                ;;
        esac
        shift
    done
    [ -n "$version" ] || wrong "which version?"
    [[ $version =~ $VERSION_FORM ]] || wrong "\"$version\" is no version such as 1.2.0"
    [ -n "$next" ] || next=${BASH_REMATCH[1]}.$((BASH_REMATCH[2] + 1)).0
    [[ $next =~ $VERSION_FORM ]] || wrong "\"$next\" is no version such as 1.2.0"
    newer "$next" "$version" || wrong "the next version, $next, isn't newer than $version"
}

newer() { # whether $1 is newer than $2
    [ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]
}

# The version of the top pom.xml: its first, which is no parent's.
current_version() { sed -n 's,^  <version>\(.*\)</version>$,\1,p' pom.xml | head -n 1; }

# What the changelog has under "Unreleased".
unreleased() { awk '/^## / { inside = ($0 == "## Unreleased"); next } inside' CHANGELOG.md; }

require_releasable() {
    local current
    branch=$(git symbolic-ref -q --short HEAD) || fail "no branch is checked out."
    [ -z "$(git status --porcelain)" ] || fail "there are changes that aren't committed (git status)."
    ! git rev-parse -q --verify "refs/tags/v$version" >/dev/null || fail "there is a tag v$version already."
    current=$(current_version)
    case $current in
        *-SNAPSHOT) ;;
        *) fail "the version here is $current, which is no development version." ;;
    esac
    ! newer "${current%-SNAPSHOT}" "$version" || fail "$version is older than the version here, $current."
    unreleased | grep '[^[:space:]]' >/dev/null || fail "CHANGELOG.md has nothing under \"## Unreleased\"."
    [ ! -e "target/release-$version" ] || fail "there is a folder target/release-$version already."
}

CONTRACT=master-verticles/src/main/resources/openapi.json

# In the clone, as all below.
set_version() { # from $1 to $2
    local poms pom
    poms=$(git ls-files pom.xml '*/pom.xml')
    for pom in $poms; do
        grep -qF "<version>$1</version>" "$pom" || fail "$pom isn't of version $1."
        sed -i "s,<version>${1//./\\.}</version>,<version>$2</version>," "$pom"
    done
    # The contract is of the version that a snapshot becomes.
    sed -i "s/^    \"version\": \"[0-9.]*\"/    \"version\": \"${2%-SNAPSHOT}\"/" "$CONTRACT"
    grep -q "^    \"version\": \"${2%-SNAPSHOT}\"" "$CONTRACT" || fail "$CONTRACT has no version."
}

commit_release() {
    local current date
    current=$(current_version)
    date=$(date -u +%Y-%m-%d)
    unreleased >"$work/notes"
    set_version "$current" "$version"
    # The time of all that is in the archives: the same commit gives the same bytes.
    sed -i "s,<project.build.outputTimestamp>.*</project,<project.build.outputTimestamp>${date}T00:00:00Z</project," pom.xml
    sed -i "s/^## Unreleased\$/## Unreleased\n\n## $version - $date/" CHANGELOG.md
    git commit -qam "Release $version"
    { printf 'FTPCluster %s\n\n' "$version" && cat "$work/notes"; } | git tag -a --cleanup=whitespace -F - "v$version"
}

commit_next() {
    set_version "$version" "$next-SNAPSHOT"
    git commit -qam "Begin $next"
}

make_artefacts() {
    local archive package said
    ./ftpcluster build-distribution >/dev/null
    mkdir "$work/artefacts"
    cp distribution/target/ftpcluster-"$version"-linux-*.tar.gz distribution/target/ftpcluster_*.deb target/bom.json "$work/artefacts"
    archive=$(find "$work/artefacts" -name '*.tar.gz')
    package=$(find "$work/artefacts" -name '*.deb')
    mkdir "$work/tried"
    tar -xzf "$archive" -C "$work/tried"
    said=$("$work/tried/ftpcluster-$version/bin/ftpcluster" --version)
    [ "$said" = "ftpcluster $version" ] || fail "the distribution says that it is \"$said\"."
    if command -v dpkg-deb >/dev/null; then
        [ "$(dpkg-deb -f "$package" Version)" = "$version-1" ] || fail "$package is of another version."
    fi
    (cd "$work/artefacts" && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)
    [ -z "$(git status --porcelain)" ] || fail "the build changes files of the repository: $(git status --porcelain | head -n 3)"
}

# Both commits and the tag, or nothing.
keep_release() {
    git fetch -q --no-tags "$work/clone" "$branch" "refs/tags/v$version"
    [ -z "$(git status --porcelain)" ] || fail "there are changes here that weren't when this began. Nothing was changed."
    trap '' INT TERM
    if [ "$build" = yes ]; then
        mkdir -p target
        mv "$work/artefacts" "target/release-$version"
    fi
    git merge -q --ff-only "$(git -C "$work/clone" rev-parse HEAD)" ||
        { rm -rf "target/release-$version"; fail "the branch $branch has moved meanwhile. Nothing was changed."; }
    git update-ref "refs/tags/v$version" "$(git -C "$work/clone" rev-parse "refs/tags/v$version")"
}

main() {
    read_arguments "$@"
    cd "$(dirname "$(readlink -f "$0")")/.."
    local root=$PWD
    require_releasable
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    git clone -q --branch "$branch" "$root" "$work/clone"
    cd "$work/clone"
    git config user.name "$(git -C "$root" config user.name)"
    git config user.email "$(git -C "$root" config user.email)"
    commit_release
    [ "$tests" = no ] || ./scripts/test.sh
    [ "$build" = no ] || make_artefacts
    commit_next
    cd "$root"
    if [ "$keep" = no ]; then
        printf '%s could be released: nothing was changed.\n' "$version"
        return
    fi
    keep_release
    printf 'Released %s%s. To publish it: git push ORIGIN %s v%s\n' "$version" \
        "$([ "$build" = no ] || printf ', artefacts in target/release-%s' "$version")" "$branch" "$version"
}

main "$@"
