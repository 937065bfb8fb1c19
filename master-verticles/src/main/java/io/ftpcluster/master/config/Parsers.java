package io.ftpcluster.master.config;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.ConfigSources.Given;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.KeyException;
import io.ftpcluster.master.secrets.SecretKeys;
import io.ftpcluster.messages.Passwords;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns one given text into its type or fails with a {@link ConfigException} that names it. */
final class Parsers {

    private static final int MAX_NAME_LENGTH = 100;

    private static final Pattern PORTS = Pattern.compile("\\s*(\\d{1,5})\\s*(?:-\\s*(\\d{1,5})\\s*)?");

    private Parsers() {}

    static int number(Given given, int min, int max) {
        try {
            int number = Integer.parseInt(given.text().strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw given.wrong(
                    "must be a number from " + min + " to " + max + ", not " + QuotedValue.shown(given.text()), e);
        }
        throw given.wrong("must be from " + min + " to " + max + ", not " + QuotedValue.shown(given.text()));
    }

    static Duration seconds(Given given, int min, int max) {
        return Duration.ofSeconds(number(given, min, max));
    }

    /** Whether agents are updated by themselves. */
    static boolean agentUpdates(Given given) {
        return switch (given.text()) {
            case "automatic" -> true;
            case "manual" -> false;
            default -> throw given.wrong("must be automatic or manual, not " + QuotedValue.shown(given.text()));
        };
    }

    static boolean flag(Given given) {
        return switch (given.text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw given.wrong("must be true or false, not " + QuotedValue.shown(given.text()));
        };
    }

    /** From the first to the last one. */
    record Ports(int first, int last) {}

    static Ports ports(Given given) {
        Matcher range = PORTS.matcher(given.text());
        if (range.matches()) {
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (first >= 1024 && first <= last && last <= 65535) {
                return new Ports(first, last);
            }
        }
        throw given
                .wrong("must be ports from 1024 to 65535 such as 50300-50399, not " + QuotedValue.shown(given.text()));
    }

    static InetAddress address(Given given) {
        try {
            return InetAddress.ofLiteral(given.text().strip());
        } catch (IllegalArgumentException e) {
            throw given.wrong("must be an IPv4 or IPv6 address, not " + QuotedValue.shown(given.text()), e);
        }
    }

    /** IPv6 without the brackets that URLs need. */
    static String host(Given given) {
        return HostPort.parse(given.text())
                .filter(parsed -> parsed.port().isEmpty())
                .map(HostPort::host)
                .orElseThrow(() -> given.wrong("must be a host name or an IP address, without a port, not "
                        + QuotedValue.shown(given.text())));
    }

    /** Separated by commas; each as {@link HostPort} writes it. */
    static List<String> members(Given given) {
        return Stream.of(given.text().split(",", -1))
                .map(text -> HostPort.parse(text.strip())
                        .filter(member -> !member.hasZone())
                        .map(HostPort::toString)
                        .orElseThrow(() -> given.wrong("must be hosts separated by commas,"
                                + " each perhaps with a port, such as 10.0.0.7:5701,[2001:db8::7]:5701,node3, not "
                                + QuotedValue.shown(text))))
                .toList();
    }

    /** Separated by commas. */
    static List<Network> networks(Given given) {
        return Stream.of(given.text().split(",", -1))
                .map(text -> Network.parse(text)
                        .orElseThrow(() -> given.wrong(
                                "must be addresses and networks separated by commas, such as 10.0.0.7,10.1.0.0/16,2001:db8::/32, not "
                                        + QuotedValue.shown(text))))
                .toList();
    }

    static String name(Given given) {
        if (given.text().length() > MAX_NAME_LENGTH || given.text().chars().anyMatch(Character::isISOControl)) {
            throw given.wrong("must be one line of at most " + MAX_NAME_LENGTH + " characters");
        }
        return given.text();
    }

    static Path path(Given given) {
        try {
            return Path.of(given.text()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw given.wrong("must be a path, not " + QuotedValue.shown(given.text()), e);
        }
    }

    /** The portal is at the root of its host, so there is no path; the slash at the end is dropped. */
    static URI publicUrl(Given given) {
        URI url;
        try {
            url = new URI(
                    given.text().endsWith("/") ? given.text().substring(0, given.text().length() - 1) : given.text());
        } catch (URISyntaxException e) {
            throw given.wrong("must be a URL such as https://portal.example", e);
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        boolean bare = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null
                && (url.getRawPath() == null || url.getRawPath().isEmpty());
        if (!http || url.getHost() == null || !bare || url.getPort() > 65535) {
            // It isn't shown: someone may have put a password into it.
            throw given.wrong("must be http:// or https:// with a host and perhaps a port, without anything else");
        }
        return url;
    }

    static String databaseUrl(Given given) {
        if (!given.text().equals(Config.Database.ELSEWHERE) && !given.text().matches("jdbc:[a-z0-9]+:\\P{Cntrl}+")) {
            throw given.wrong("must be a JDBC URL such as jdbc:sqlite:/var/lib/ftpcluster/ftpcluster.db");
        }
        return given.text();
    }

    static Secret secretKey(Given given) {
        if (given.text().length() < SecretKeys.MIN_LENGTH) {
            throw given.wrong("must have at least " + SecretKeys.MIN_LENGTH + " characters");
        }
        Secret keys = new Secret(given.text());
        try {
            SecretKeys.of(keys);
        } catch (KeyException e) {
            throw given.wrong("is not usable: it " + e.getMessage(), e);
        }
        return keys;
    }

    static Secret fernetKeys(Given given) {
        Secret keys = new Secret(given.text());
        try {
            new Fernet(keys);
        } catch (KeyException e) {
            throw given.wrong("is not usable: " + e.getMessage(), e);
        }
        return keys;
    }

    static Secret password(Given given) {
        Secret password = new Secret(given.text());
        try {
            Passwords.check("password", password);
        } catch (FailureException e) {
            throw given.wrong(e.failure().errors().getFirst().detail(), e);
        }
        return password;
    }
}
