
# --- The archives of the portal

# Whether they can be had at all. Over SSH one comes when its step does.
has_archives() { [ -n "$setup_url" ] || { [ -n "$here" ] && { [ -e "$here/ftpcluster-agent.tar.gz" ] || [ -e "$here/runtime.tar.gz" ]; }; }; }

# The address holds the secret, so it goes through a pipe and not through a command line.
download() {
    local url=$setup_url/$1 pin=${portal_key_pin#sha256//} trust=()
    if command -v curl >/dev/null; then
        [ -z "$pin" ] || trust=(--insecure --pinnedpubkey "sha256//$pin")
        url=${url//\\/\\\\}
        printf 'url = "%s"\n' "${url//\"/\\\"}" | curl --config - --fail --silent --show-error "${trust[@]}" --connect-timeout 20 \
            --max-time 600 --retry 2 --max-filesize 300000000 --proto '=http,https' --output "$2" 2>&1 9>&-
    else
        [ -z "$pin" ] || trust=(--no-check-certificate "--pinnedpubkey=sha256//$pin")
        if ! printf '%s\n' "$url" | timeout 900 wget --quiet "${trust[@]}" --tries=2 --timeout=20 --output-document="$2" --input-file=- 2>&1 9>&-; then
            echo "wget failed"
            return 1
        fi
    fi
}

has_sum() { [ -r "$1" ] && [ "$(sha256sum <"$1" | cut -d ' ' -f 1)" = "$2" ]; }

# Sets $archive to the file $1 that lies beside this script, or $2 of the portal, when it has the sum $3.
obtain() {
    local problem
    if [ -z "$3" ]; then
        fail "this script knows no SHA-256 of $2; nothing was changed. Have the portal make a new script"
    fi
    archive=$here/$1
    if [ -n "$here" ] && [ -e "$archive" ]; then
        if ! has_sum "$archive" "$3"; then
            fail "$archive isn't what the portal made (its SHA-256 is another); nothing was changed. Copy it anew, with this script"
        fi
        return
    fi
    if [ -z "$setup_url" ]; then
        fail "$1 doesn't lie beside this script, and it knows no portal to fetch it from; nothing was changed. Use the server's" \
            "command or bundle, which are on its page of the portal"
    fi
    if ! command -v curl >/dev/null && ! command -v wget >/dev/null; then
        install_packages 20 curl ca-certificates
    fi
    need_space "$opt" 60 "fetching $2"
    mkdir -p "$opt"
    archive=$opt/.download
    rm -f "$archive"
    say "fetching $2 from the portal"
    if ! problem=$(download "$2" "$archive"); then
        rm -f "$archive"
        rmdir "$opt" 2>/dev/null || true
        fail "can't fetch $2 from the portal ${setup_url%%/setup/*} ($problem). Is it reached from here, and the command less than an" \
            "hour old? Make a new one on the server's page, and run that"
    fi
    if ! has_sum "$archive" "$3"; then
        rm -f "$archive"
        fail "$2 isn't what the portal made (its SHA-256 is another). Run this again; if that doesn't help, make a new command on" \
            "the server's page of the portal"
    fi
}

# Has the link $opt/$1 lead to the folder $2 with what is in $archive, all or nothing.
unpack() {
    local folder=$opt/$2
    if [ ! -d "$folder" ]; then
        rm -rf "$opt/.unpack"
        if ! { mkdir -p "$opt/.unpack" && tar -xzf "$archive" -C "$opt/.unpack" --strip-components=1 --no-same-owner --no-same-permissions \
            && sync -f "$opt/.unpack" && mv -T "$opt/.unpack" "$folder"; }; then
            rm -rf "$opt/.unpack"
            fail "can't unpack $archive in $opt. Make room there, then run this again"
        fi
    fi
    rm -f "$opt/.download"
    link "$1" "$2"
}

link() {
    if [ "$(readlink "$opt/$1" 2>/dev/null)" != "$2" ]; then
        ln -sfn "$2" "$opt/.link" && mv -T "$opt/.link" "$opt/$1"
    fi
}

# Of what is no longer linked nothing is needed once the agent was started anew.
remove_old_folders() {
    local folder used
    used=" $(readlink "$opt/current" 2>/dev/null || true) $(readlink "$opt/runtime" 2>/dev/null || true) "
    for folder in "$opt"/*-????????????; do
        if [ -d "$folder" ] && [[ $used != *" ${folder##*/} "* ]]; then
            rm -rf "$folder"
        fi
    done
}
