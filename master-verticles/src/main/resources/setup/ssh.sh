
# --- Who may log in by FTP may not by SSH

sshd_settings=/etc/ssh/sshd_config.d/ftpcluster.conf

reload_sshd() {
    # Where no sshd runs there is nothing to tell.
    if has_systemd; then
        systemctl try-reload-or-restart ssh >/dev/null 2>&1 9>&- || true
    else
        service ssh reload >/dev/null 2>&1 9>&- || true
    fi
}

# A password for FTP opens no tunnel either. What an admin has forbidden or allowed besides stays.
no_ssh() {
    [ -d "${sshd_settings%/*}" ] && command -v sshd >/dev/null || return 0
    if [ "$(cat "$sshd_settings" 2>/dev/null)" != "DenyGroups $group" ]; then
        printf '%s\n' "DenyGroups $group" >"$sshd_settings" || return 1
        if ! sshd -t 2>/dev/null; then
            rm -f "$sshd_settings"
            return 1
        fi
        reload_sshd
    fi
    sshd -T 2>/dev/null | grep -Ei "^denygroups .*$group" >/dev/null
}
