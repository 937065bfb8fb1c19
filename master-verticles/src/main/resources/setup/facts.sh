
# --- facts: what is here, before anything is changed

os_value() {
    local file=/etc/os-release
    [ -r "$file" ] || file=/usr/lib/os-release
    sed -n "s/^$1=//p" "$file" 2>/dev/null | tail -n 1 | tr -d "\"'"
}

# Says how it is with this system: tried, untried, or too_old and other, which are refused.
system_support() {
    local version major minor
    version=$(os_value VERSION_ID)
    major=${version%%.*}
    minor=${version#*.}
    case $(os_value ID):$version in
        debian:12 | debian:13) echo tried ;;
        # Testing has no number.
        debian:) echo untried ;;
        debian:[0-9]*) if [[ $major =~ ^[0-9]+$ ]] && [ "$major" -gt 13 ]; then echo untried; else echo too_old; fi ;;
        ubuntu:[0-9]*.[0-9]*)
            if [[ $major$minor =~ ^[0-9]{4}$ ]] && [ "$((10#$major$minor))" -ge 2204 ]; then echo untried; else echo too_old; fi ;;
        *) echo other ;;
    esac
}

check_system() {
    case $(system_support) in
        tried | untried) ;;
        *) fail "needs Debian 12 or Ubuntu 22.04, or newer, and this is $(os_value PRETTY_NAME | grep . || echo "an unknown system"); nothing was changed." \
            "Register it as a server without an agent, or use another machine" ;;
    esac
    if ! command -v apt-get >/dev/null; then
        fail "needs apt-get, which isn't here; nothing was changed. Install it, or use another machine"
    fi
}

architecture() { dpkg --print-architecture 2>/dev/null || uname -m; }

# The major version of a Java.
java_version() {
    local release=${1%/bin/java}/release
    if [ -x "$1" ] && [ -r "$release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release"
    elif [ -x "$1" ]; then
        timeout 20 "$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1
    fi
}

# The version of a Java of the system that the agent would run on.
find_java() {
    local candidate version
    for candidate in "$(readlink -f "$(command -v java || echo /nonexistent)" || true)" /usr/lib/jvm/*/bin/java; do
        version=$(java_version "$candidate" || true)
        if [[ $version =~ ^[0-9]+$ ]] && [ "$version" -ge 17 ]; then
            printf '%s\n' "$version"
            return
        fi
    done
}

installed_agent() {
    local version
    version=$(readlink "$opt/current" 2>/dev/null) || return 0
    printf '%s\n' "${version%-*}"
}

# Sets $daemon to what serves FTP here or is installed for it, and $daemon_managed to whether it may be configured by this script.
find_daemon() {
    local pid name
    daemon=none
    daemon_managed=no
    if command -v proftpd >/dev/null || is_installed proftpd-core || is_installed proftpd-basic; then
        daemon=proftpd
    elif command -v pure-ftpd >/dev/null || is_installed pure-ftpd || is_installed pure-ftpd-common; then
        daemon=pure-ftpd
    fi
    for pid in $(listeners "$ftp_port" | sort -u); do
        name=$(process_name "$pid")
        case $name in
            vsftpd) ;;
            proftpd) daemon=proftpd ;;
            pure-ftpd*) daemon=pure-ftpd ;;
            # What holds the socket of a service that is started for each connection isn't the daemon.
            *) if ! is_ours && [ "$daemon" = none ]; then daemon=other; fi ;;
        esac
    done
    if [ "$daemon" = none ] && { command -v vsftpd >/dev/null || [ -e "$config" ]; }; then
        if is_ours || is_untouched || [ ! -e "$config" ]; then
            daemon_managed=yes
        fi
        if command -v vsftpd >/dev/null || [ "$daemon_managed" = no ]; then
            daemon=vsftpd
        fi
    fi
}

# Whether somebody else's daemon is to stay as it is. Ends this script when nobody has said what is to become of it.
keeps_daemon() {
    find_daemon
    if [ "$daemon" = none ] || [ "$daemon_managed" = yes ]; then
        return 1
    fi
    case $existing_daemon:$daemon in
        keep:*) return 0 ;;
        replace:vsftpd) return 1 ;;
    esac
    local what=$daemon remedy="Say that it is to be kept as it is (existing_daemon=keep), or take it off this machine"
    case $daemon in
        vsftpd) what="vsftpd with a configuration of its own ($config)" ;;
        other) what="something that isn't vsftpd on port $ftp_port ($(process_name "$(listeners "$ftp_port" | head -n 1)"))" ;;
    esac
    if [ "$daemon" = vsftpd ]; then
        remedy="$remedy, or have its configuration replaced (existing_daemon=replace at the top of this script)"
    fi
    refuse "an FTP daemon is here already: $what; nothing was changed. $remedy"
}

step_facts() {
    local free
    free=$(for folder in /opt /usr /var; do free_mib "$folder"; done | sort -n | head -n 1)
    find_daemon
    fact system "$(os_value PRETTY_NAME)"
    fact architecture "$(architecture)"
    fact kernel "$(uname -r)"
    fact init "$(if has_systemd; then echo systemd; else echo other; fi)"
    fact free_bytes "$((free * 1024 * 1024))"
    fact java "$(find_java | grep . || echo none)"
    fact daemon "$daemon"
    fact daemon_managed "$daemon_managed"
    fact agent "$(installed_agent | grep . || echo none)"
    check_system
    if [ "$(system_support)" = untried ]; then
        say "this script was never tried on $(os_value PRETTY_NAME); it should work as on Debian 12 and 13"
    fi
    if keeps_daemon; then
        say "the FTP daemon that is here ($daemon) stays as it is"
    fi
}
