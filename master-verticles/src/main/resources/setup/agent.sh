
# --- agent: its program, and its registration at the portal

# Sets $served_port, $served_security, $served_certificate and $served_passive to what the FTP daemon of this machine does.
find_service() {
    served_port=$ftp_port
    served_security=
    served_certificate=
    served_passive=
    if is_ours && [ "$daemon_managed" = yes ]; then
        served_port=$(setting listen_port "$config" 21)
        served_passive=$(setting pasv_min_port "$config" "")-$(setting pasv_max_port "$config" "")
        [[ $served_passive =~ ^[0-9]+-[0-9]+$ ]] || served_passive=
        served_security=none
        if [ "$(setting ssl_enable "$config" NO)" = YES ]; then
            served_security=explicit
            served_certificate=$(setting rsa_cert_file "$config" "$certificate")
            if [ "$(setting implicit_ssl "$config" NO)" = YES ]; then
                served_security=implicit
            fi
        fi
    else
        ask_daemon
    fi
}

# What a daemon that somebody else set up says of itself, as far as it can be asked.
ask_daemon() {
    local options=(-connect "127.0.0.1:$ftp_port")
    case $(greeting 127.0.0.1 "$ftp_port") in
        220*)
            served_security=none
            options+=(-starttls ftp)
            ;;
        silence) ;;
        *) return 0 ;;
    esac
    command -v openssl >/dev/null || return 0
    if shown_certificate "${options[@]}" >"$opt/.certificate" && [ -s "$opt/.certificate" ]; then
        served_security=$([ "$served_security" = none ] && echo explicit || echo implicit)
        # What an authority signed for this host needs no pin, and gets a new one every few months.
        if ! timeout 20 openssl s_client "${options[@]}" -verify_return_error -verify_hostname "${subject_alt_name#*:}" </dev/null \
            >/dev/null 2>&1 9>&-; then
            served_certificate=$opt/.certificate
        fi
    fi
}

shown_certificate() { timeout 20 openssl s_client "$@" </dev/null 2>/dev/null 9>&- | openssl x509 2>/dev/null; }

enrolment_secret() {
    if [ -n "$here" ] && [ -r "$here/enrolment.secret" ]; then
        head -n 1 "$here/enrolment.secret"
    elif [[ ${setup_url##*/} == fce_* ]]; then
        printf '%s\n' "${setup_url##*/}"
    fi
}

enrol() {
    local options=(--master "$master_url" --alias "$alias_name" --directory "$settings_folder" --ftp-port "$served_port") code=0
    [ -z "$portal_fingerprint" ] || options+=(--tls-fingerprint "$portal_fingerprint")
    [ -z "$served_security" ] || options+=(--ftp-security "$served_security")
    [ -z "$served_certificate" ] || options+=(--ftp-certificate "$served_certificate")
    [ -z "$served_passive" ] || options+=(--ftp-passive-ports "$served_passive")
    # The secret is no argument: what is on a command line everybody here can read.
    timeout 180 "$opt/current/ftpcluster-agent" enrol "${options[@]}" <<<"$(enrolment_secret)" 2>"$opt/.said" 9>&- || code=$?
    rm -f "$opt/.certificate"
    if [ "$code" -ne 0 ]; then
        head -n -1 "$opt/.said" >&2
        local said
        said=$(tail -n 1 "$opt/.said")
        rm -f "$opt/.said"
        fail "the agent can't register: ${said:-it ended with exit code $code without a word}"
    fi
    rm -f "$opt/.said"
}

# What starts the agent and goes back from an update; no update replaces it. What updates have left says nothing of what is
# installed now.
install_start() {
    if ! write_file "$opt/ftpcluster-agent-start" 0755 <"$opt/current/ftpcluster-agent-start"; then
        fail "can't write $opt/ftpcluster-agent-start. Make room there, then run this again"
    fi
    rm -rf "$opt/update"
}

# It is trusted from here on: updates of the agent that another key has signed are refused.
pin_portal_key() {
    if [ -n "$portal_public_key" ] && ! printf '%s' "$portal_public_key" | write_file "$settings_folder/pubkey_master.pub" 0644; then
        fail "can't write $settings_folder/pubkey_master.pub. Make room there, then run this again"
    fi
}

step_agent() {
    local name=${agent_version:-unknown}-${agent_sha256:0:12}
    if [ -z "$master_url" ]; then
        fail "this script doesn't say where the portal is; nothing was changed. Use the server's command or bundle, which are on its" \
            "page of the portal"
    fi
    # Sets what the daemon is; what is refused ends here.
    keeps_daemon || true
    if [ -z "$agent_sha256" ] || [ ! -d "$opt/$name" ]; then
        need_space "$opt" 20 "the agent"
        obtain ftpcluster-agent.tar.gz ftpcluster-agent.tar.gz "$agent_sha256"
        unpack current "$name"
    else
        link current "$name"
    fi
    install_start
    mkdir -p "$settings_folder"
    pin_portal_key
    find_service
    enrol
    say "the agent is in $opt/current, its settings are in $settings_folder/agent.env"
}
