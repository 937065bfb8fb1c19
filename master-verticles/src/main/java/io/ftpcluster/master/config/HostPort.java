package io.ftpcluster.master.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host, and perhaps a port, as people write them: {@code node1}, {@code 10.0.0.7:5701}, {@code ::1},
 * {@code [2001:db8::7]:5701}.
 *
 * @param host a name or an address, IPv6 without brackets
 */
public record HostPort(String host, Optional<Integer> port) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,253}");
    private static final Pattern ZONE = Pattern.compile("%[A-Za-z0-9._-]{1,64}$");
    /** Would be looked for as a name, or be taken for a range of addresses. */
    private static final Pattern NO_NAME = Pattern.compile("[0-9]+(\\.[0-9-]+){3,}");
    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\[\\]]*)](?::([0-9]{1,5}))?");
    private static final Pattern WITH_PORT = Pattern.compile("([^:]*):([0-9]{1,5})");
    private static final int MAX_PORT = 65535;

    /** Empty for what is none of these. */
    public static Optional<HostPort> parse(String text) {
        Matcher bracketed = BRACKETED.matcher(text);
        if (bracketed.matches()) {
            return of(bracketed.group(1), bracketed.group(2)).filter(HostPort::isIpv6);
        }
        Matcher withPort = WITH_PORT.matcher(text);
        return withPort.matches() ? of(withPort.group(1), withPort.group(2)) : of(text, null);
    }

    private static Optional<HostPort> of(String host, String port) {
        if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > MAX_PORT)) {
            return Optional.empty();
        }
        String unzoned = ZONE.matcher(host).replaceFirst("");
        boolean address = Network.address(unzoned).isPresent();
        boolean name = unzoned.equals(host) && NAME.matcher(host).matches() && !NO_NAME.matcher(host).matches();
        return address || name
                ? Optional.of(new HostPort(host, Optional.ofNullable(port).map(Integer::valueOf)))
                : Optional.empty();
    }

    /** Both, as they stand in a URL. */
    public static String text(String host, int port) {
        return new HostPort(host, Optional.of(port)).toString();
    }

    /** Whether it says by which of this machine's links an address is reached, which means nothing elsewhere. */
    boolean hasZone() {
        return host.indexOf('%') >= 0;
    }

    private boolean isIpv6() {
        return host.indexOf(':') >= 0;
    }

    @Override
    public String toString() {
        String shown = isIpv6() ? "[" + host + "]" : host;
        return port.map(number -> shown + ":" + number).orElse(shown);
    }
}
