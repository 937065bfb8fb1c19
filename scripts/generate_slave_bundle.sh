#!/usr/bin/env bash
# Makes what a machine needs to become a server of FTPCluster, to be carried there; registers the server first if need be.
set -euo pipefail
umask 077

usage() {
    cat <<'USAGE'
usage: generate_slave_bundle.sh ALIAS HOST [--ssh-user USER] [--output FILE]

Asks the portal for the bundle of the server ALIAS: a .tar.gz with the set-up script, the agent and its Java runtime. A server
that the portal doesn't know is registered with HOST first. The bundle holds a secret that works once, for an hour.

  --ssh-user USER   who may log in on HOST to install things; kept with a server that is new
  --output FILE     where the bundle goes; ftpcluster-ALIAS.tar.gz in this folder if not given

Settings, from the environment:
  FTPCLUSTER_URL       of the portal; http://127.0.0.1:8080 if not given
  FTPCLUSTER_USER      an admin of the portal; admin if not given
  FTPCLUSTER_PASSWORD  of that admin; asked on the terminal if not given
  CURL_CA_BUNDLE       a PEM file with the portal's certificate, where no CA that curl trusts has signed it
USAGE
}

fail() {
    printf 'generate_slave_bundle.sh: %s\n' "$*" >&2
    exit 1
}

wrong() {
    printf 'generate_slave_bundle.sh: %s\n' "$*" >&2
    usage >&2
    exit 2
}

names=()
ssh_user=
output=
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help)
            usage
            exit 0
            ;;
        --ssh-user | --output)
            if [ -z "${2:-}" ]; then
                wrong "$1 needs a value"
            fi
            if [ "$1" = --output ]; then output=$2; else ssh_user=$2; fi
            shift
            ;;
        -*) wrong "doesn't know $1" ;;
        *) names+=("$1") ;;
    esac
    shift
done
[ "${#names[@]}" -eq 2 ] || wrong "needs an alias and a host"
alias_name=${names[0]}
host=${names[1]}
[[ $alias_name =~ ^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$ ]] ||
    wrong "an alias is 1 to 64 of the characters A-Z a-z 0-9 . _ @ - and starts with a letter or digit"
output=${output:-ftpcluster-$alias_name.tar.gz}
[ ! -d "$output" ] || fail "$output is a folder: name a file with --output"
[ -w "$(dirname "$output")" ] || fail "can't write in $(dirname "$output")"
command -v curl >/dev/null || fail "needs curl: install it first"

url=${FTPCLUSTER_URL:-http://127.0.0.1:8080}
url=${url%/}
user=${FTPCLUSTER_USER:-admin}
password=${FTPCLUSTER_PASSWORD:-}
if [ -z "$password" ]; then
    [ -t 0 ] || fail "has no terminal to ask for the password on: set FTPCLUSTER_PASSWORD"
    IFS= read -r -s -p "Password of $user at $url: " password
    printf '\n' >&2
fi
case $user$password in
    *$'\n'* | *$'\r'*) fail "the user or the password has a line break" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# One value in curl's configuration.
quoted() {
    local text=${1//\\/\\\\}
    printf '"%s"' "${text//\"/\\\"}"
}

# Prints the status. The login goes by standard input, as others see a command line.
ask() {
    local answer=$1 path=$2
    shift 2
    printf 'user = %s\n' "$(quoted "$user:$password")" |
        curl -q --config - --silent --show-error --max-time 300 --proto '=http,https' --output "$answer" \
            --write-out '%{http_code}' --header 'Accept: application/json' "$@" "$url$path" ||
        fail "could not reach the portal at $url: is FTPCLUSTER_URL right?"
}

# The text of the first member of that name in the JSON of a file.
member() { grep -oE "\"$1\":\"([^\"\\]|\\\\.)*\"" "$2" | head -n 1 | sed 's/^[^:]*:"//; s/"$//'; }

require() {
    case $1 in
        "$2") ;;
        401) fail "the portal at $url doesn't take the password of $user" ;;
        403) fail "$user is no admin of the portal at $url" ;;
        *) fail "$4: the portal answered $1: $(member detail "$3")" ;;
    esac
}

status=$(ask "$work/server" "/servers/$alias_name")
if [ "$status" = 404 ]; then
    form=(--data-urlencode "alias=$alias_name" --data-urlencode "host=$host")
    [ -z "$ssh_user" ] || form+=(--data-urlencode "admin_user=$ssh_user")
    status=$(ask "$work/registered" /servers "${form[@]}")
    require "$status" 201 "$work/registered" "could not register $alias_name"
    printf 'Registered the server %s at %s.\n' "$alias_name" "$host"
else
    require "$status" 200 "$work/server" "could not find the server $alias_name"
    known=$(member host "$work/server")
    [ "$known" = "$host" ] || fail "the server $alias_name is registered with the host $known, not $host: change it at $url/servers, or choose another alias"
fi

status=$(ask "$work/bundle" "/servers/$alias_name/bundle")
require "$status" 200 "$work/bundle" "could not make the bundle"
# In one step, so that there is a whole bundle or none.
part=$(mktemp "$output.XXXXXX")
if ! cat "$work/bundle" >"$part" || ! mv -f "$part" "$output"; then
    rm -f "$part"
    fail "can't write $output: is the disk full?"
fi
printf 'Wrote %s. Within an hour, as root on %s:\n' "$output" "$host"
printf '  mkdir -m 700 setup && tar -xzf %s -C setup && setup/ftpcluster-setup.sh\n' "$(basename "$output")"
