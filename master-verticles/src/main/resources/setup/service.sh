
# --- service: the agent under systemd

unit=/etc/systemd/system/ftpcluster-agent.service
started=/run/ftpcluster-setup.started

# What the running agent was started with.
service_stamp() {
    { readlink "$opt/current" "$opt/runtime" 2>/dev/null || true
        cat "$unit" "$opt/ftpcluster-agent-start" "$settings_folder/agent.env" "$settings_folder/pubkey_master.pub" 2>/dev/null || true
    } | sha256sum
}

agent_is_up() {
    for _ in 1 2 3; do
        sleep 1
        systemctl is-active --quiet ftpcluster-agent || return 1
    done
}

step_service() {
    if [ ! -x "$opt/current/ftpcluster-agent" ] || [ ! -e "$settings_folder/agent.env" ]; then
        fail "the agent isn't installed yet; nothing was changed. Run the step agent first"
    fi
    if ! has_systemd; then
        say "there is no systemd here, so nothing starts the agent. By hand: $opt/ftpcluster-agent-start --config $settings_folder/agent.env"
        return
    fi
    if ! write_file "$unit" 0644 <"$opt/current/ftpcluster-agent.service" || ! systemctl daemon-reload 9>&-; then
        fail "can't write $unit. Make room in /etc, then run this again"
    fi
    if ! systemctl enable --quiet ftpcluster-agent 9>&-; then
        fail "'systemctl enable ftpcluster-agent' failed. See what it says, then run this again"
    fi
    local stamp
    stamp=$(service_stamp)
    if ! systemctl is-active --quiet ftpcluster-agent || [ "$(cat "$started" 2>/dev/null)" != "$stamp" ]; then
        systemctl reset-failed ftpcluster-agent >/dev/null 2>&1 || true
        if ! systemctl restart ftpcluster-agent 9>&- || ! agent_is_up; then
            fail "the agent doesn't stay up ($(journalctl --unit ftpcluster-agent --lines 1 --output cat 2>/dev/null || true))." \
                "See 'journalctl -u ftpcluster-agent', then run this again"
        fi
        printf '%s\n' "$stamp" >"$started"
    fi
    remove_old_folders
    say "the agent runs, and starts with the machine (systemctl status ftpcluster-agent)"
}
