
# --- runtime: the Java that the agent runs on

runs() { timeout 30 "$opt/$1/bin/java" -version >/dev/null 2>&1 9>&-; }

step_runtime() {
    local name=runtime-${runtime_sha256:0:12}
    if [ -n "$runtime_sha256" ] && [ "$runtime_arch" = "$(architecture)" ] && has_archives; then
        if [ ! -d "$opt/$name" ] || ! runs "$name"; then
            need_space "$opt" 120 "the Java runtime"
            obtain runtime.tar.gz "runtime-linux-$runtime_arch.tar.gz" "$runtime_sha256"
            rm -rf "${opt:?}/$name"
            unpack runtime "$name"
        fi
        if runs "$name"; then
            link runtime "$name"
            say "the Java runtime is in $opt/runtime"
            return
        fi
        say "the portal's Java runtime doesn't run here, so Debian's is used" >&2
        rm -f "$opt/runtime"
    fi
    if [ -z "$(find_java)" ]; then
        local package=openjdk-17-jre-headless
        wait_for_apt
        if ! apt-cache show "$package" >/dev/null 2>&1; then
            run_apt update || true
            apt-cache show "$package" >/dev/null 2>&1 || package=default-jre-headless
        fi
        install_packages 260 "$package"
        if [ -z "$(find_java)" ]; then
            fail "$package was installed, but there is no Java 17 or newer. Install one by hand, then run this again"
        fi
    fi
    say "the agent runs on the system's Java $(find_java)"
}
