package io.ftpcluster.agent.enrolment;

import io.ftpcluster.agent.config.ConfigException;
import io.ftpcluster.agent.config.Endpoint;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the command line says.
 *
 * @param fingerprint as in {@link io.ftpcluster.agent.config.AgentConfig}; null: the CAs decide
 * @param ftpPort null: not told
 * @param ftpSecurity none, explicit or implicit; null: not told
 * @param ftpCertificate a PEM file with what the FTP daemon shows; null: not told
 * @param folder of the key and the settings
 * @param ftpRoot null: as the settings have it
 * @param ftpPassivePorts as 50000-50099; null: not told
 */
record EnrolOptions(List<Endpoint> masters, String alias, String fingerprint, Integer ftpPort, String ftpSecurity,
        Path ftpCertificate, Path folder, String ftpRoot, String ftpPassivePorts) {

    static final String USAGE = """
            Usage: ftpcluster agent enrol [-h] --master URL[,URL...] --alias ALIAS [OPTION...]
            Registers this machine at the portal, and writes the agent's settings. The secret is read from standard input, one line.
                  --master URL            http://host[:port] or https://host[:port]; several are tried in turn.
                  --alias ALIAS           The server that this machine is to be.
                  --tls-fingerprint HEX   SHA-256 of the portal's certificate, trusted in place of a CA.
                  --ftp-port N            Where the FTP daemon listens.
                  --ftp-security S        none, explicit or implicit.
                  --ftp-certificate PEM   The file of the daemon's certificate.
                  --ftp-passive-ports A-B The daemon's passive ports, such as 50000-50099.
                  --directory DIR         For agent.key and agent.env; /etc/ftpcluster by default.
                  --ftp-root DIR          The folder of the accounts' homes.
              -h, --help                  Show this help message and exit.
            Exit codes: 0 registered, or was already; 1 failed; 2 wrong usage.
            """;

    private static final Set<String> NAMES = Set.of("--master", "--alias", "--tls-fingerprint", "--ftp-port",
            "--ftp-security", "--ftp-certificate", "--directory", "--ftp-root", "--ftp-passive-ports");
    private static final Set<String> SECURITIES = Set.of("none", "explicit", "implicit");
    private static final Pattern PORTS = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})");
    private static final int LONGEST_ALIAS = 100;

    /** @throws ConfigException naming what is missing or wrong */
    static EnrolOptions parse(List<String> arguments) {
        Map<String, String> given = given(arguments);
        List<Endpoint> masters = masters(required(given, "--master"));
        return new EnrolOptions(masters, alias(required(given, "--alias")), fingerprint(given, masters), port(given),
                security(given), path(given, "--ftp-certificate", null), path(given, "--directory", "/etc/ftpcluster"),
                root(given), passivePorts(given));
    }

    /** Both {@code --name value} and {@code --name=value}. */
    private static Map<String, String> given(List<String> arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!NAMES.contains(name)) {
                // It may be a secret that somebody put there.
                throw new ConfigException(name.startsWith("--")
                        ? name + ": unknown option of enrol"
                        : "enrol takes options only; the secret is read from standard input");
            }
            if (equals < 0 && i + 1 == arguments.size()) {
                throw new ConfigException(name + ": needs a value");
            }
            String value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
            if (given.put(name, value) != null) {
                throw new ConfigException(name + ": is given twice");
            }
        }
        return given;
    }

    private static String required(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null || value.isBlank()) {
            throw new ConfigException(name + ": must be given");
        }
        return value;
    }

    private static List<Endpoint> masters(String urls) {
        try {
            return Endpoint.parseAll(urls);
        } catch (ConfigException e) {
            throw new ConfigException(e.getMessage().replace("MASTER_URL", "--master"));
        }
    }

    private static String alias(String alias) {
        if (alias.length() > LONGEST_ALIAS || alias.chars().anyMatch(Character::isISOControl)) {
            throw new ConfigException("--alias: must be one line of at most " + LONGEST_ALIAS + " characters");
        }
        return alias;
    }

    private static String fingerprint(Map<String, String> given, List<Endpoint> masters) {
        String text = given.getOrDefault("--tls-fingerprint", "");
        if (text.isBlank()) {
            return null;
        }
        String digits = text.strip().replace(":", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new ConfigException("--tls-fingerprint: must be 64 hex digits, colons allowed");
        }
        if (!masters.stream().allMatch(Endpoint::tls)) {
            throw new ConfigException("--tls-fingerprint: needs https in each --master");
        }
        return digits;
    }

    private static Integer port(Map<String, String> given) {
        String text = given.get("--ftp-port");
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new ConfigException("--ftp-port: must be a number from 1 to 65535");
        }
        return Integer.valueOf(text);
    }

    private static String passivePorts(Map<String, String> given) {
        String text = given.get("--ftp-passive-ports");
        if (text == null) {
            return null;
        }
        Matcher range = PORTS.matcher(text);
        if (!range.matches() || Integer.parseInt(range.group(1)) < 1
                || Integer.parseInt(range.group(1)) > Integer.parseInt(range.group(2))
                || Integer.parseInt(range.group(2)) > 65535) {
            throw new ConfigException(
                    "--ftp-passive-ports: must be two ports from 1 to 65535, the lower one first, such as 50000-50099");
        }
        return text;
    }

    private static String security(Map<String, String> given) {
        String security = given.get("--ftp-security");
        if (security != null && !SECURITIES.contains(security)) {
            throw new ConfigException("--ftp-security: must be none, explicit or implicit");
        }
        return security;
    }

    private static Path path(Map<String, String> given, String name, String standard) {
        String text = given.getOrDefault(name, standard);
        try {
            return text == null ? null : Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConfigException(name + ": is no path");
        }
    }

    private static String root(Map<String, String> given) {
        String root = given.get("--ftp-root");
        if (root != null && (!root.startsWith("/") || root.chars().anyMatch(Character::isISOControl))) {
            throw new ConfigException("--ftp-root: must be an absolute path");
        }
        return root;
    }
}
