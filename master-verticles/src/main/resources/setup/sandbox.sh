
# --- Whether vsftpd works in its own sandbox (seccomp) with this kernel and this libc

# Newer libcs make system calls that vsftpd doesn't know of: the greeting still comes, and the session is killed after the login.
# So one is started where nobody else comes, with one anonymous user in an empty folder, and files are moved.
tried_sandbox() {
    local folder=$1 port=$2 server options=() url
    cat >"$folder/vsftpd.conf" <<SETTINGS
listen=YES
listen_address=127.0.0.1
listen_port=$port
background=NO
anonymous_enable=YES
local_enable=NO
no_anon_password=YES
ftp_username=daemon
anon_root=$folder/files
write_enable=YES
anon_upload_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
secure_chroot_dir=/var/run/vsftpd/empty
seccomp_sandbox=YES
SETTINGS
    if [ "$security" != none ]; then
        printf '%s\n' ssl_enable=YES allow_anon_ssl=YES force_anon_logins_ssl=YES force_anon_data_ssl=YES "rsa_cert_file=$certificate" \
            "rsa_private_key_file=$private_key" >>"$folder/vsftpd.conf"
        options=(--ssl-reqd --insecure)
    fi
    timeout 30 vsftpd "$folder/vsftpd.conf" 0<>"$folder/said" 1>&0 2>&0 9>&- &
    server=$!
    for _ in $(seq 50); do
        if [[ $(greeting 127.0.0.1 "$port") == 220* ]] || ! kill -0 "$server" 2>/dev/null; then
            break
        fi
        sleep 0.1
    done
    url=ftp://127.0.0.1:$port/in
    local works=NO
    if curl --silent --max-time 5 "${options[@]}" --upload-file "$folder/vsftpd.conf" "$url/file" >/dev/null 2>&1 9>&- \
        && curl --silent --max-time 5 "${options[@]}" "$url/" 2>/dev/null 9>&- | grep file >/dev/null \
        && curl --silent --max-time 5 "${options[@]}" --list-only --quote "RNFR in/file" --quote "RNTO in/other" --quote "DELE in/other" \
            --quote "MKD in/folder" "$url/" 2>/dev/null 9>&- | grep folder >/dev/null; then
        works=YES
    fi
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    printf '%s\n' "$works"
}

# Says YES or NO; asked once for each vsftpd, libc and kernel.
sandbox() {
    local stamp folder works=NO
    stamp="$security $(uname -r) $(sha256sum <"$(command -v vsftpd)" | cut -c 1-16) $(getconf GNU_LIBC_VERSION 2>/dev/null || true)"
    if [ "$(head -n 1 "$state/sandbox" 2>/dev/null)" = "$stamp" ]; then
        tail -n 1 "$state/sandbox"
        return
    fi
    # Without curl it can't be tried, and what wasn't tried isn't switched on.
    if command -v curl >/dev/null && folder=$(mktemp -d /run/ftpcluster-setup.XXXXXX); then
        chmod 0755 "$folder"
        mkdir -p "$folder/files/in" /var/run/vsftpd/empty
        chown daemon "$folder/files/in"
        works=$(tried_sandbox "$folder" $((20000 + RANDOM % 30000)))
        rm -rf "$folder"
        printf '%s\n' "$stamp" "$works" | write_file "$state/sandbox" 0600 || true
    fi
    printf '%s\n' "$works"
}
