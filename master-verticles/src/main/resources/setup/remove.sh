
# --- remove: what was there before this script came

remove_agent() {
    local pid
    if has_systemd && [ -e "$unit" ]; then
        systemctl disable --quiet --now ftpcluster-agent 9>&- || fail "'systemctl disable --now ftpcluster-agent' failed. See what it says," \
            "then run this again"
    fi
    for pid in $(cd /proc && echo [0-9]*); do
        # First, or it would start the agent before an update again.
        if { tr "\0" " " <"/proc/$pid/cmdline"; } 2>/dev/null | grep "^[^ ]*sh $opt/ftpcluster-agent-start " >/dev/null; then
            kill "$pid" 2>/dev/null || true
        fi
    done
    for pid in $(cd /proc && echo [0-9]*); do
        if { tr "\0" " " <"/proc/$pid/cmdline"; } 2>/dev/null | grep "^[^ ]*java .* $opt/[^ ]*/ftpcluster-agent.jar" >/dev/null; then
            kill "$pid" 2>/dev/null || true
        fi
    done
    rm -f "$unit" "$started" "$settings_folder/agent.env" "$settings_folder/agent.key" "$settings_folder/pubkey_master.pub"
    rm -f "$settings_folder/datalink.p12" "$settings_folder/datalink.accounts"
    rm -rf /var/lib/ftpcluster-agent
    if has_systemd; then
        systemctl daemon-reload 9>&- || true
    fi
    rm -rf "$opt"
    say "the agent is removed"
}

# Where nobody keeps a copy of it, there was no configuration before.
put_back_vsftpd() {
    local before=$config.before-ftpcluster kept
    if ! is_ours; then
        return
    fi
    kept=$(keep "$config" ftpcluster-removed) || fail "can't keep a copy of $config; it stays as it is. Make room there, then run this again"
    say "the configuration that was removed is kept as $kept"
    if [ -e "$before" ]; then
        mv -T "$before" "$config"
        say "$config is as it was before"
    else
        rm -f "$config"
    fi
    rm -f "$written"
}

# With what it had before it serves again, if it did; what wasn't here before doesn't.
restart_vsftpd() {
    if [ -e "$state/installed-vsftpd" ]; then
        service_do stop || true
        if has_systemd; then
            systemctl disable --quiet vsftpd 9>&- || true
        fi
        say "vsftpd is stopped and doesn't start with the machine; its package stays: 'apt-get purge vsftpd' removes it"
    elif [ "$(cat "$state/ran-before" 2>/dev/null)" = no ]; then
        service_do stop || true
        say "vsftpd is stopped, as before"
    elif [ -e "$config" ]; then
        if service_do restart && comes_up "$config"; then
            say "vsftpd serves with its former configuration"
        else
            say "vsftpd doesn't answer with its former configuration; see 'journalctl -u vsftpd'" >&2
        fi
    else
        service_do stop || true
        say "vsftpd is stopped, as it has no configuration"
    fi
    if [ -e "$state/disabled-before" ] && has_systemd; then
        systemctl disable --quiet vsftpd 9>&- || true
    fi
}

members() {
    local id
    id=$(getent group "$group" | cut -d : -f 3)
    [ -z "$id" ] || getent passwd | awk -F : -v id="$id" '$4 == id { print $1 }'
    getent group "$group" | cut -d : -f 4 | tr ',' '\n'
}

remove_group() {
    local accounts
    accounts=$(members | grep . | sort -u | tr '\n' ' ' || true)
    if [ -n "$accounts" ]; then
        say "these accounts stay, with their files: $accounts"
        # They have passwords that the portal knows, and would be let in by SSH from now on.
        if [ -e "$sshd_settings" ]; then
            say "$sshd_settings stays with them, so that none of them gets in by SSH; remove both together"
        fi
        return
    fi
    if [ "$(cat "$sshd_settings" 2>/dev/null)" = "DenyGroups $group" ]; then
        rm -f "$sshd_settings"
        reload_sshd
    fi
    if getent group "$group" >/dev/null; then
        groupdel "$group" 9>&- || say "the group $group stays, as it can't be removed" >&2
    fi
}

remove_all() {
    remove_agent
    if is_ours; then
        put_back_vsftpd
        restart_vsftpd
    elif [ -e "$state/installed-vsftpd" ] && service_is; then
        restart_vsftpd
    fi
    # An admin who went on with our service keeps it.
    if [ "$(setting pam_service_name "$config" vsftpd 2>/dev/null)" != "$pam_service" ]; then
        rm -f "/etc/pam.d/$pam_service"
    fi
    if [ "$(setting rsa_cert_file "$config" '' 2>/dev/null)" != "$certificate" ]; then
        rm -f "$certificate" "$private_key"
    fi
    rm -f "$log_rotation"
    remove_group
    rm -rf "$state"
    rmdir "$settings_folder" 2>/dev/null || true
    say "FTPCluster is removed from this machine"
}
