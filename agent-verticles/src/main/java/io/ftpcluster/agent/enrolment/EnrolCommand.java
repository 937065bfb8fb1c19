package io.ftpcluster.agent.enrolment;

import io.ftpcluster.agent.config.ConfigException;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code enrol}: registers this machine unless it is already, and writes the agent's settings. */
public final class EnrolCommand {

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SECRET = "fce_[A-Za-z0-9_-]{43}";
    private static final int LONGEST_SECRET = 1024;

    private final String version;
    private final Duration patience;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    /** @param in says the secret, in its first line */
    public EnrolCommand(String version, InputStream in, PrintStream out, PrintStream err) {
        this(version, PATIENCE, in, out, err);
    }

    /** @param patience with one request to a master */
    EnrolCommand(String version, Duration patience, InputStream in, PrintStream out, PrintStream err) {
        this.version = version;
        this.patience = patience;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** The exit code: 0 registered now or before, 1 failed, 2 wrong usage. What went wrong is one line. */
    public int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(EnrolOptions.USAGE);
            return 0;
        }
        try {
            enrol(EnrolOptions.parse(arguments));
            return 0;
        } catch (ConfigException e) {
            tell(e.getMessage());
            return WRONG_USAGE;
        } catch (EnrolException e) {
            tell(e.getMessage());
            return FAILED;
        }
    }

    private void tell(String problem) {
        err.println("ftpcluster: " + Printable.line(problem));
    }

    private void enrol(EnrolOptions options) throws EnrolException {
        // A secret must not be sent a second time where the first answer was lost only on its way back.
        System.setProperty("sun.net.http.retryPost", "false");
        Path file = options.folder().resolve("agent.env");
        MachineKey key = MachineKey.of(folder(options).resolve("agent.key"));
        SettingsFile settings = new SettingsFile(file);
        String certificate = certificate(options.ftpCertificate());
        Registration registration = new Registration(options,
                new PortalClient("ftpcluster-agent/" + version, options.fingerprint(), patience));
        warn(options);

        String known = settings.value("AGENT_TOKEN");
        if (known != null && registration.isTaken(new Secret(known))) {
            settings.write(values(options, new Secret(known)));
            out.println("This machine is registered already: the portal takes the token in " + file + ".");
            return;
        }
        Secret token = registration.register(secret(),
                new Registration.Machine(key.publicText(), hostName(), certificate));
        settings.write(values(options, token));
        out.println("This machine is registered as " + Printable.line(options.alias()) + "; its settings are in " + file
                + ".");
    }

    private void warn(EnrolOptions options) {
        for (Endpoint master : options.masters()) {
            if (!master.tls() && !master.isLocal()) {
                tell("the secret crosses the network in clear: " + master + " is no https");
            }
        }
    }

    private static Path folder(EnrolOptions options) throws EnrolException {
        try {
            return Files.createDirectories(options.folder());
        } catch (IOException e) {
            throw new EnrolException("the folder " + options.folder() + " can't be made: " + FileProblem.text(e), e);
        }
    }

    /** Read only when it is needed. */
    private Secret secret() throws EnrolException {
        String text;
        try {
            text = new String(in.readNBytes(LONGEST_SECRET), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new EnrolException("the secret can't be read from standard input", e);
        }
        if (text.isEmpty()) {
            throw new EnrolException(
                    "this machine isn't registered, or no longer, and no secret came by standard input. Make a"
                            + " new command or bundle on the server's page of the portal, and use that");
        }
        if (!text.matches(SECRET)) {
            throw new ConfigException(
                    "standard input must say the secret: fce_ and 43 characters, as the portal made it");
        }
        return new Secret(text);
    }

    private static Map<String, String> values(EnrolOptions options, Secret token) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("MASTER_URL", String.join(",", options.masters().stream().map(Endpoint::toString).toList()));
        values.put("AGENT_TOKEN", token.value());
        values.put("AGENT_ALIAS", options.alias());
        values.put("AGENT_TLS_FINGERPRINT", options.fingerprint());
        if (options.ftpPort() != null) {
            values.put("AGENT_FTP_PORT", options.ftpPort().toString());
        }
        if (options.ftpRoot() != null) {
            values.put("AGENT_FTP_ROOT", options.ftpRoot());
        }
        return values;
    }

    /** SHA-256 of the first certificate of a PEM file; null without one. */
    private static String certificate(Path pem) throws EnrolException {
        if (pem == null) {
            return null;
        }
        try (InputStream file = Files.newInputStream(pem)) {
            byte[] der = CertificateFactory.getInstance("X.509").generateCertificate(file).getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (CertificateException e) {
            throw new EnrolException(pem + " holds no certificate (PEM). Correct --ftp-certificate", e);
        } catch (IOException e) {
            throw new EnrolException("the certificate " + pem + " can't be read: " + FileProblem.text(e), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static String hostName() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname"), StandardCharsets.UTF_8).strip();
            return name.isEmpty() ? "unknown" : Printable.line(name);
        } catch (IOException e) {
            return "unknown";
        }
    }
}
