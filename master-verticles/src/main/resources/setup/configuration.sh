
# --- configuration: vsftpd as it should be. On a failure it goes on as before.

passive_min=50000
passive_max=50100

temporary=$config.ftpcluster-tmp
switched=no
changed=no
was_running=no

cleaned() { rm -rf "$temporary".*; }

# Keeps a file under a name with today's date that nothing has yet.
keep() {
    local name number
    for number in '' -1 -2 -3 -4 -5 -6 -7 -8 -9; do
        name=$config.$2-$(date -u +%Y%m%dT%H%M%SZ)$number
        if ln "$1" "$name" 2>/dev/null; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    return 1
}

# A configuration that doesn't serve makes way for the one before it.
go_back() {
    if [ -e "$temporary.before" ]; then
        mv -T "$temporary.before" "$config"
    else
        rm -f "$config"
    fi
    if [ "$was_running" = no ]; then
        service_do stop
        say "went back: the configuration is as before, and vsftpd isn't running, as before" >&2
    elif service_do restart && comes_up "$config"; then
        say "went back: the configuration is as before, and vsftpd serves with it" >&2
    else
        say "the configuration is as before, but vsftpd doesn't answer with it; see 'journalctl -u vsftpd'" >&2
    fi
}

# Whether this vsftpd has an option.
knows() { grep -aqw "$1" "$(command -v vsftpd)"; }

# TLS 1.2 and newer. Before 3.0.4 vsftpd had no option against TLS 1.1, but OpenSSL 3 refuses 1.0 and 1.1 at this security level.
tls_settings() {
    printf '%s\n' ssl_sslv2=NO ssl_sslv3=NO ssl_tlsv1=NO
    if knows ssl_tlsv1_1; then
        printf '%s\n' ssl_tlsv1_1=NO ssl_tlsv1_2=YES
    fi
    if knows ssl_tlsv1_3; then
        printf '%s\n' ssl_tlsv1_3=YES
    fi
    printf '%s\n' 'ssl_ciphers=HIGH:!aNULL:@SECLEVEL=2'
}

settings() {
    local ipv6=YES
    # Without IPv6 in the kernel vsftpd could not listen at all.
    [ -e /proc/net/if_inet6 ] || ipv6=NO
    cat <<SETTINGS
# Written by FTPCluster's setup script, which keeps changes that are made here; the file before it is $config.before-ftpcluster
listen=$([ "$ipv6" = NO ] && echo YES || echo NO)
listen_ipv6=$ipv6
listen_port=$1
pasv_enable=YES
pasv_min_port=$passive_min
pasv_max_port=$passive_max
port_enable=NO
anonymous_enable=NO
local_enable=YES
write_enable=YES
local_umask=022
chroot_local_user=YES
allow_writeable_chroot=YES
secure_chroot_dir=/var/run/vsftpd/empty
pam_service_name=$pam_service
utf8_filesystem=YES
use_localtime=NO
seccomp_sandbox=$sandboxed
xferlog_enable=YES
dual_log_enable=YES
xferlog_file=/var/log/xferlog
vsftpd_log_file=/var/log/vsftpd.log
idle_session_timeout=600
data_connection_timeout=300
SETTINGS
    if [ "$2" != none ]; then
        cat <<SETTINGS
ssl_enable=YES
force_local_logins_ssl=YES
force_local_data_ssl=YES
$(tls_settings)
rsa_cert_file=$certificate
rsa_private_key_file=$private_key
SETTINGS
    fi
    if [ "$2" = implicit ]; then
        printf '%s\n' implicit_ssl=YES
    fi
}

# Puts what changed from $1 to $2 into $3, where that still says what $1 said; what says something else stays.
# Local differences are told on standard error.
merged() {
    awk -v base="$1" -v wanted="$2" '
        function split_line(text) {
            sub(/^[ \t]+/, "", text)
            key = ""
            if (text !~ /^#/ && match(text, /^[^=]+=/)) {
                key = substr(text, 1, RLENGTH - 1)
                value = substr(text, RLENGTH + 1)
            }
        }
        function told(key, local) {
            if (!(key in said)) {
                print "ftpcluster-setup: keeps your " local ((key in new) ? ", not " key "=" new[key] : "") >"/dev/stderr"
            }
            said[key] = 1
        }
        BEGIN {
            while ((getline line <base) > 0) { split_line(line); if (key != "") old[key] = value }
            while ((getline line <wanted) > 0) { split_line(line); if (key != "") { new[key] = value; order[++count] = key } }
        }
        {
            split_line($0)
            if (key == "") { print; next }
            seen[key] = 1
            if (key in old && old[key] == value) {
                if (key in new) print key "=" new[key]
                next
            }
            if (!(key in new) || new[key] != value) told(key, key "=" value)
            print
        }
        END {
            for (i = 1; i <= count; i++) {
                key = order[i]
                if (key in seen) continue
                if (!(key in old) || old[key] != new[key]) print key "=" new[key]
                else told(key, "file without " key)
            }
        }' "$3"
}

# A file that an earlier version of this script wrote, and kept no copy of: as it wrote it, as far as can be told.
earlier() {
    local kind=none
    if [ "$(setting ssl_enable "$config" NO)" = YES ]; then
        kind=explicit
    fi
    if [ "$(setting implicit_ssl "$config" NO)" = YES ]; then
        kind=implicit
    fi
    settings "$(setting listen_port "$config" 21)" "$kind" | sed -e '/^\(seccomp_sandbox\|dual_log_enable\|xferlog_file\|vsftpd_log_file\|ssl_tlsv1_.\)=/d' \
        -e 's/^ssl_tlsv1=.*/ssl_tlsv1=YES/' -e 's/^ssl_ciphers=.*/ssl_ciphers=HIGH/'
}

# What is to be written is $temporary.new then, and what it would be without local changes $temporary.written.
make_configuration() {
    settings "$ftp_port" "$security" >"$temporary.written"
    if [ -e "$config" ]; then
        cp -p "$config" "$temporary.before"
        if [ -e "$written" ]; then
            cp "$written" "$temporary.base"
        elif is_ours; then
            earlier >"$temporary.base"
        fi
    fi
    if [ -e "$temporary.base" ]; then
        merged "$temporary.base" "$temporary.written" "$config" >"$temporary.new"
    else
        cp "$temporary.written" "$temporary.new"
    fi
    if [ -e "$config" ]; then
        chmod --reference="$config" "$temporary.new"
        chown --reference="$config" "$temporary.new"
    fi
}

# Accounts have no shell that /etc/shells knows, so vsftpd's own service, which asks for one, would let none of them in.
make_pam_service() {
    if ! getent group "$group" >/dev/null && ! groupadd --system "$group" 9>&-; then
        fail "could not make the group $group; the configuration was not changed. See what 'groupadd --system $group' says"
    fi
    if ! write_file "/etc/pam.d/$pam_service" 0644 <<PAM; then
# Written by FTPCluster's setup script.
auth     requisite pam_succeed_if.so quiet user ingroup $group
auth     required  pam_unix.so
account  requisite pam_succeed_if.so quiet user ingroup $group
account  required  pam_unix.so
session  required  pam_limits.so
PAM
        fail "can't write /etc/pam.d/$pam_service; the configuration was not changed. Make room in /etc, then run this again"
    fi
}

# vsftpd's package rotates vsftpd.log, and nobody the other one.
rotate_log() {
    [ -d "${log_rotation%/*}" ] || return 0
    write_file "$log_rotation" 0644 <<ROTATION || say "can't write $log_rotation, so /var/log/xferlog grows" >&2
/var/log/xferlog {
    create 640 root adm
    missingok
    notifempty
    rotate 4
    weekly
}
ROTATION
}

fits() {
    [ -s "$1" ] && [ -s "$2" ] && public=$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null) \
        && [ "$public" = "$(openssl pkey -in "$2" -pubout 2>/dev/null)" ]
}
make_certificate() {
    local new_certificate=$temporary.certificate new_key=$temporary.key progress file
    if [ "$security" = none ] || fits "$certificate" "$private_key"; then
        return
    fi
    say "making a certificate"
    # openssl draws its progress as lines of dots; they matter only when it fails.
    if ! progress=$(umask 077 && openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 \
        -subj '/CN=FTPCluster FTP server' -addext "subjectAltName=$subject_alt_name" \
        -keyout "$new_key" -out "$new_certificate" 2>&1) || ! fits "$new_certificate" "$new_key"; then
        fail "openssl failed: $progress; the configuration was not changed"
    fi
    chmod 0644 "$new_certificate"
    mkdir -p "$(dirname "$certificate")" "$(dirname "$private_key")"
    for file in "$private_key" "$certificate"; do
        # Parts of what an interrupted run made, or a pair that never worked; somebody may want it still.
        if [ -s "$file" ]; then
            mv --backup=numbered -T "$file" "$file.before-ftpcluster"
        fi
    done
    # Not by a rename, as they may be on another file system than this; a part of a file fits nothing and is made anew.
    if ! { (umask 077 && cp "$new_key" "$private_key") && cp "$new_certificate" "$certificate"; }; then
        fail "could not store the certificate; the configuration was not changed. Make room in /etc/ssl, then run this again"
    fi
}

# vsftpd can't check a file, so one is started with it where nobody else comes: on this machine's own address.
checked() {
    local port try said checker
    for try in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 30000))
        if ! { cp "$temporary.new" "$temporary.check" && printf '\n%s\n' listen=YES listen_ipv6=NO listen_address=127.0.0.1 "listen_port=$port" background=NO \
            implicit_ssl=NO tcp_wrappers=NO >>"$temporary.check"; }; then
            fail "can't write in $(dirname "$config"); nothing was changed. Make room there, then run this again"
        fi
        chown root:root "$temporary.check"
        # It ends by itself if this script is killed.
        # Its complaints go to its standard input, where a client would be.
        rm -f "$temporary.said"
        timeout 30 vsftpd "$temporary.check" 0<>"$temporary.said" 1>&0 2>&0 9>&- &
        checker=$!
        said=
        for _ in $(seq 100); do
            said=$(greeting 127.0.0.1 "$port")
            if [ -n "$said" ] || ! kill -0 "$checker" 2>/dev/null; then
                break
            fi
            sleep 0.1
        done
        kill "$checker" 2>/dev/null || true
        wait "$checker" 2>/dev/null || true
        case $said in
            220*) return 0 ;;
            '') said=$(grep -m 1 . "$temporary.said" || true) ;;
        esac
        case $said in
            *"could not bind"*) ;;
            *) break ;;
        esac
    done
    problem=$(printf '%s' "$said" | tr -d '\r')
    return 1
}

check_configuration() {
    local rejected
    problem=
    if ! checked; then
        if rejected=$(keep "$temporary.new" ftpcluster-rejected); then
            rejected=" (it is kept as $rejected)"
        fi
        fail "vsftpd doesn't take the new configuration$rejected: ${problem:-no answer}; nothing was changed. Correct what was changed by" \
            "hand in $config, then run this again"
    fi
    if service_is; then
        was_running=yes
    fi
    new_port=$(setting listen_port "$temporary.new" 21)
    if { [ "$was_running" = no ] || [ "$new_port" != "$(setting listen_port "$config" 21 2>/dev/null)" ]; } && serves "$temporary.new"; then
        fail "something else serves FTP on port $new_port already: stop it first, or register another port; nothing was changed"
    fi
}

# What was there before the first run.
remember() {
    local kept
    if ! is_ours && [ ! -e "$state/ran-before" ]; then
        if has_systemd && ! systemctl is-enabled --quiet vsftpd 2>/dev/null; then
            : >"$state/disabled-before"
        fi
        printf '%s\n' "$was_running" | write_file "$state/ran-before" 0600 || true
    fi
    if [ -e "$config" ] && ! cmp -s "$config" "$temporary.new"; then
        cp -p "$config" "$temporary.kept"
        sync "$temporary.kept"
        kept=$config.before-ftpcluster
        if ! ln "$temporary.kept" "$kept" 2>/dev/null && ! kept=$(keep "$temporary.kept" ftpcluster-backup); then
            fail "can't keep a copy of $config; nothing was changed. Make room there, then run this again"
        fi
        say "the configuration before this run is kept as $kept"
    fi
}

switch_configuration() {
    local rejected
    # What isn't on the disk yet could be an empty file after a power cut.
    sync "$temporary.new" "$temporary.written"
    if [ -e "$temporary.before" ] && ! cmp -s "$config" "$temporary.before"; then
        fail "$config was changed by somebody else just now; nothing was changed. Run this again"
    fi
    cp -p "$temporary.new" "$temporary.switch"
    sync "$temporary.switch"
    switched=yes
    if ! mv -T "$temporary.switch" "$config"; then
        switched=no
        fail "can't replace $config; nothing was changed. Make room there, then run this again"
    fi
    if ! service_do restart || ! comes_up "$config"; then
        if rejected=$(keep "$temporary.new" ftpcluster-rejected); then
            say "the new configuration is kept as $rejected" >&2
        fi
        fail "vsftpd doesn't serve port $new_port with the new configuration; see 'journalctl -u vsftpd'"
    fi
    switched=no
    changed=yes
    mv -T "$temporary.written" "$written"
    if has_systemd; then
        systemctl enable --quiet vsftpd 9>&- || say "it doesn't start with the machine: 'systemctl enable vsftpd' failed" >&2
    fi
}

tell_configuration() {
    say "who is in the group $group may log in by FTP, and not by SSH"
    if [ "$security" != none ] && ! knows ssl_tlsv1_1; then
        say "this vsftpd has no option against TLS 1.1; its list of ciphers refuses it"
    fi
    if [ "$sandboxed" = NO ]; then
        say "vsftpd's sandbox (seccomp_sandbox) stays off: it doesn't work, or can't be tried, on this system"
    fi
    if [ "$(setting ssl_enable "$config" NO)" = YES ]; then
        say "the certificate's SHA-256, for tls_fingerprint:"
        openssl x509 -in "$(setting rsa_cert_file "$config" "$certificate")" -noout -fingerprint -sha256 | cut -d= -f2
    fi
    if [ "$new_port" != "$ftp_port" ]; then
        say "FTPCluster goes to port $ftp_port: change one of the two" >&2
    fi
    # Last: whoever shows one line of it shows this one.
    say "vsftpd serves $alias_name on port $new_port; passive ports $(setting pasv_min_port "$config" "$passive_min")-$(
        setting pasv_max_port "$config" "$passive_max") must be open too"
}

step_configuration() {
    if keeps_daemon; then
        say "the configuration of the FTP daemon that is here ($daemon) stays as it is"
        return
    fi
    cleaned
    if ! { : >"$temporary.new"; } 2>/dev/null; then
        fail "can't write in $(dirname "$config"); nothing was changed. Make room there, then run this again"
    fi
    make_state
    install_vsftpd
    make_certificate
    sandboxed=$(sandbox)
    make_configuration
    make_pam_service
    rotate_log
    mkdir -p /var/run/vsftpd/empty
    check_configuration
    remember
    switch_configuration
    if ! no_ssh; then
        say "can't keep the group $group out of SSH: add 'DenyGroups $group' to /etc/ssh/sshd_config" >&2
    fi
    tell_configuration
    cleaned
}
