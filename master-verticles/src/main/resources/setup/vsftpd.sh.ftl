#!/usr/bin/env bash
# Sets up vsftpd for FTPCluster. For Debian and Ubuntu, as root; may be run again at any time. Settings that were changed by
# hand in vsftpd's configuration since the last run are kept. On a failure vsftpd goes on as before, and the exit code is 1.
set -euo pipefail
umask 022

alias_name=${alias}
subject_alt_name=${subject_alt_name}
ftp_port=${port}
security=${security}
# Where the agent comes from. Without a sum of the agent the FTP daemon alone is set up.
# shellcheck disable=SC2034
{
    setup_url=${setup_url}
    master_url=${master_url}
    portal_fingerprint=${portal_fingerprint}
    portal_key_pin=${portal_key_pin}
    agent_sha256=${agent_sha256}
    agent_version=${agent_version}
    runtime_sha256=${runtime_sha256}
    runtime_arch=${runtime_arch}
    existing_daemon=${existing_daemon}
}
<#noparse>
passive_min=50000
passive_max=50100
patience=20

config=/etc/vsftpd.conf
# Whoever is in it may log in by FTP, and not by SSH. The agent makes its accounts with it as their first group.
group=ftpcluster
pam_service=ftpcluster-vsftpd
sshd_settings=/etc/ssh/sshd_config.d/ftpcluster.conf
certificate=/etc/ssl/certs/ftpcluster-vsftpd.pem
private_key=/etc/ssl/private/ftpcluster-vsftpd.key

say() { printf '%s\n' "ftpcluster-setup: $*"; }
told=no
fail() {
    say "$*" >&2
    told=yes
    exit 1
}

if [ "$(id -u)" -ne 0 ]; then
    fail "must run as root, for example with sudo"
fi
if ! command -v apt-get >/dev/null; then
    fail "needs Debian or Ubuntu: there is no apt-get here"
fi

# What other programs are started with mustn't hold the lock (9) after this script.
if ! { exec 9>/run/ftpcluster-setup.lock; } 2>/dev/null; then
    fail "can't write in /run; nothing was changed"
fi
# A run takes a second or two, and one that was killed holds the lock until its last process has ended.
if ! flock -w 5 9; then
    fail "another run of this script is under way; nothing was changed"
fi

# A link stays one: what it leads to is changed.
config=$(readlink -f "$config")
# What this script would have made of nothing the last time it worked: what differs from it in the file is local.
written=$config.ftpcluster
temporary=$config.ftpcluster-tmp
switched=no
was_running=no

cleaned() { rm -rf "$temporary".*; }

service_is() {
    if [ -d /run/systemd/system ]; then
        systemctl is-active --quiet vsftpd
    else
        service vsftpd status >/dev/null 2>&1 9>&-
    fi
}

service_do() {
    if [ -d /run/systemd/system ]; then
        systemctl reset-failed vsftpd >/dev/null 2>&1 || true
        systemctl "$1" vsftpd 9>&-
    else
        service vsftpd "$1" >/dev/null 9>&-
    fi
}

# The first line that somebody says at an address and port; nothing when nobody listens.
# shellcheck disable=SC2016 # it is the inner shell that fills them in
greeting() {
    timeout 10 bash -c 'exec 3<>"/dev/tcp/$0/$1" && { IFS= read -r -t 5 line <&3 || true; printf "%s\n" "${line:-silence}"; }' \
        "$1" "$2" 2>/dev/null 9>&- || true
}

# The value that vsftpd takes of a setting: the last one in the file, or else what is given.
setting() { awk -F= -v key="$1" -v value="$3" '{ sub(/^[ \t]+/, "") } $1 == key { value = substr($0, length(key) + 2) } END { print value }' "$2"; }

# Whether what this file says is being served. With implicit TLS the client speaks first, so silence will do.
serves() {
    local port address addresses line
    port=$(setting listen_port "$1" 21)
    addresses=$(setting listen_address "$1" "$(setting listen_address6 "$1" "127.0.0.1 ::1")")
    for address in $addresses; do
        line=$(greeting "$address" "$port")
        case $line in
            220*) return 0 ;;
            silence) if [ "$(setting implicit_ssl "$1" NO)" = YES ]; then return 0; fi ;;
        esac
    done
    return 1
}

# The service has to stay up, too: who answers might be another one.
comes_up() {
    local try
    for try in $(seq "$patience"); do
        if [ "$try" -gt 1 ]; then
            sleep 1
        fi
        if serves "$1" && service_is; then
            sleep 1
            if service_is; then
                return 0
            fi
        fi
    done
    return 1
}

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

finish() {
    local code=$?
    trap '' HUP INT TERM
    trap - EXIT
    set +e
    if [ "$switched" = no ] && [ "$code" -ne 0 ] && [ "$told" = no ]; then
        say "ended early, with exit code $code; the configuration was not changed" >&2
    fi
    if [ "$switched" = yes ]; then
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
        [ "$code" -ne 0 ] || code=1
    fi
    cleaned
    exit "$code"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

cleaned
if ! { : >"$temporary.new"; } 2>/dev/null; then
    fail "can't write in $(dirname "$config"); nothing was changed"
fi

missing=()
command -v vsftpd >/dev/null || missing+=(vsftpd)
command -v openssl >/dev/null || missing+=(openssl)
if [ "${#missing[@]}" -gt 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    if ! { apt-get update -q && apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Options::=--force-confold "${missing[@]}"; } 9>&-; then
        fail "could not install ${missing[*]}; the configuration was not changed"
    fi
fi

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
xferlog_enable=YES
idle_session_timeout=600
data_connection_timeout=300
SETTINGS
    if [ "$2" != none ]; then
        cat <<SETTINGS
ssl_enable=YES
force_local_logins_ssl=YES
force_local_data_ssl=YES
ssl_sslv2=NO
ssl_sslv3=NO
ssl_tlsv1=YES
ssl_ciphers=HIGH
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
    settings "$(setting listen_port "$config" 21)" "$kind"
}

settings "$ftp_port" "$security" >"$temporary.written"
if [ -e "$config" ]; then
    cp -p "$config" "$temporary.before"
    if [ -e "$written" ]; then
        cp "$written" "$temporary.base"
    elif head -n 1 "$config" | grep -q "^# Written by FTPCluster's setup script"; then
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

if ! getent group "$group" >/dev/null && ! groupadd --system "$group" 9>&-; then
    fail "could not make the group $group; the configuration was not changed"
fi

# Accounts have no shell that /etc/shells knows, so vsftpd's own service, which asks for one, would let none of them in.
write_pam_service() {
    cat <<PAM
# Written by FTPCluster's setup script.
auth     requisite pam_succeed_if.so quiet user ingroup $group
auth     required  pam_unix.so
account  requisite pam_succeed_if.so quiet user ingroup $group
account  required  pam_unix.so
session  required  pam_limits.so
PAM
}
if ! { write_pam_service >"$temporary.pam" && chmod 0644 "$temporary.pam" \
    && { cmp -s "$temporary.pam" "/etc/pam.d/$pam_service" || mv -T "$temporary.pam" "/etc/pam.d/$pam_service"; }; }; then
    fail "can't write /etc/pam.d/$pam_service; the configuration was not changed"
fi

fits() {
    [ -s "$1" ] && [ -s "$2" ] && public=$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null) \
        && [ "$public" = "$(openssl pkey -in "$2" -pubout 2>/dev/null)" ]
}
new_certificate=$temporary.certificate
new_key=$temporary.key
if [ "$security" != none ] && ! fits "$certificate" "$private_key"; then
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
        fail "could not store the certificate; the configuration was not changed"
    fi
fi
mkdir -p /var/run/vsftpd/empty

# vsftpd can't check a file, so one is started with it where nobody else comes: on this machine's own address.
checked() {
    local port try said checker
    for try in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 30000))
        if ! { cp "$temporary.new" "$temporary.check" && printf '\n%s\n' listen=YES listen_ipv6=NO listen_address=127.0.0.1 "listen_port=$port" background=NO \
            implicit_ssl=NO tcp_wrappers=NO >>"$temporary.check"; }; then
            fail "can't write in $(dirname "$config"); nothing was changed"
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
problem=
if ! checked; then
    if rejected=$(keep "$temporary.new" ftpcluster-rejected); then
        rejected=" (it is kept as $rejected)"
    fi
    fail "vsftpd doesn't take the new configuration$rejected: ${problem:-no answer}; nothing was changed"
fi

if service_is; then
    was_running=yes
fi
new_port=$(setting listen_port "$temporary.new" 21)
if { [ "$was_running" = no ] || [ "$new_port" != "$(setting listen_port "$config" 21)" ]; } && serves "$temporary.new"; then
    fail "something else serves FTP on port $new_port already: stop it first, or register another port; nothing was changed"
fi

if [ -e "$config" ] && ! cmp -s "$config" "$temporary.new"; then
    cp -p "$config" "$temporary.kept"
    sync "$temporary.kept"
    kept=$config.before-ftpcluster
    if ! ln "$temporary.kept" "$kept" 2>/dev/null && ! kept=$(keep "$temporary.kept" ftpcluster-backup); then
        fail "can't keep a copy of $config; nothing was changed"
    fi
    say "the configuration before this run is kept as $kept"
fi
# What isn't on the disk yet could be an empty file after a power cut.
sync "$temporary.new" "$temporary.written"
if [ -e "$temporary.before" ] && ! cmp -s "$config" "$temporary.before"; then
    fail "$config was changed by somebody else just now; nothing was changed"
fi
cp -p "$temporary.new" "$temporary.switch"
sync "$temporary.switch"
switched=yes
if ! mv -T "$temporary.switch" "$config"; then
    switched=no
    fail "can't replace $config; nothing was changed"
fi
if ! service_do restart || ! comes_up "$config"; then
    if rejected=$(keep "$temporary.new" ftpcluster-rejected); then
        say "the new configuration is kept as $rejected" >&2
    fi
    fail "vsftpd doesn't serve port $new_port with the new configuration; see 'journalctl -u vsftpd'"
fi
switched=no
mv -T "$temporary.written" "$written"
if [ -d /run/systemd/system ]; then
    systemctl enable --quiet vsftpd || say "it doesn't start with the machine: 'systemctl enable vsftpd' failed" >&2
fi

# A password for FTP opens no tunnel either. What an admin has forbidden or allowed besides stays.
no_ssh() {
    [ -d "${sshd_settings%/*}" ] && command -v sshd >/dev/null || return 0
    if [ "$(cat "$sshd_settings" 2>/dev/null)" != "DenyGroups $group" ]; then
        printf '%s\n' "DenyGroups $group" >"$sshd_settings" || return 1
        if ! sshd -t 2>/dev/null; then
            rm -f "$sshd_settings"
            return 1
        fi
        # Where no sshd runs there is nothing to tell.
        if [ -d /run/systemd/system ]; then
            systemctl try-reload-or-restart ssh >/dev/null 2>&1 9>&- || true
        else
            service ssh reload >/dev/null 2>&1 9>&- || true
        fi
    fi
    sshd -T 2>/dev/null | grep -Eqi "^denygroups .*$group"
}
if ! no_ssh; then
    say "can't keep the group $group out of SSH: add 'DenyGroups $group' to /etc/ssh/sshd_config" >&2
fi

say "who is in the group $group may log in by FTP, and not by SSH"
say "vsftpd serves $alias_name on port $new_port; passive ports $(setting pasv_min_port "$config" "$passive_min")-$(
    setting pasv_max_port "$config" "$passive_max") must be open too"
if [ "$new_port" != "$ftp_port" ]; then
    say "FTPCluster goes to port $ftp_port: change one of the two" >&2
fi
if [ "$(setting ssl_enable "$config" NO)" = YES ]; then
    say "the certificate's SHA-256, for tls_fingerprint:"
    openssl x509 -in "$(setting rsa_cert_file "$config" "$certificate")" -noout -fingerprint -sha256 | cut -d= -f2
fi
</#noparse>
