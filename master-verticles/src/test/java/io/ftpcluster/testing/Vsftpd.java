package io.ftpcluster.testing;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real vsftpd on a free port of 127.0.0.1 with a system user of its own, who is removed with it. Needs root. It has
 * no MLSD, hides names that start with a dot, and requires TLS sessions to be reused.
 */
public final class Vsftpd extends BaseDaemon {

    private final Map<String, String> environment;
    private final List<String> extra;
    private final SystemUser login;

    /**
     * @param directory for its files; the user's home is {@code home} in it
     * @param extra more lines of configuration
     */
    public Vsftpd(Path directory, FtpSecurity security, String... extra) {
        this(directory, security, Map.of(), extra);
    }

    /** One whose OpenSSL knows nothing newer than TLS 1.2. */
    public static Vsftpd withOldTls(Path directory, FtpSecurity security) {
        return new Vsftpd(directory, security, oldTls(directory));
    }

    /** The environment in which OpenSSL knows nothing newer than TLS 1.2. */
    static Map<String, String> oldTls(Path directory) {
        Path config = directory.resolve("openssl.cnf");
        try {
            Files.writeString(config, """
                    openssl_conf = main
                    [main]
                    ssl_conf = ssl
                    [ssl]
                    system_default = limits
                    [limits]
                    MaxProtocol = TLSv1.2
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("OPENSSL_CONF", config.toString());
    }

    public static Vsftpd withExpiredCertificate(Path directory) {
        return new Vsftpd(directory, FtpSecurity.EXPLICIT, Map.of(), Certificate.expired(directory));
    }

    private Vsftpd(Path directory, FtpSecurity security, Map<String, String> environment, String... extra) {
        this(directory, security, environment, certificate(directory, security), extra);
    }

    private Vsftpd(Path directory, FtpSecurity security, Map<String, String> environment, Certificate certificate,
            String... extra) {
        super(directory, security, certificate);
        this.environment = environment;
        this.extra = List.of(extra);
        this.login = new SystemUser(home());
        start();
    }

    @Override
    Map<String, String> environment() {
        return environment;
    }

    @Override
    List<String> command() throws IOException {
        Path config = directory().resolve("vsftpd.conf");
        Files.write(config, configuration());
        return List.of("/usr/sbin/vsftpd", config.toString());
    }

    private List<String> configuration() throws IOException {
        Path empty = Files.createDirectories(directory().resolve("empty"));
        List<String> lines = new ArrayList<>(List.of("listen=YES", "listen_address=127.0.0.1", "listen_port=" + port(),
                "background=NO", "local_enable=YES", "anonymous_enable=NO", "write_enable=YES", "pasv_enable=YES",
                // With newer kernels its own sandbox kills it now and then: 500 OOPS: child died.
                "seccomp_sandbox=NO", "secure_chroot_dir=" + empty, "pam_service_name=vsftpd", "xferlog_enable=NO",
                "delay_failed_login=0",
                // Without a range it takes any port, also one that a program is about to be told to listen on.
                "pasv_min_port=" + FreePorts.LOWEST_OF_SYSTEM, "pasv_max_port=65535"));
        if (security() != FtpSecurity.NONE) {
            // require_ssl_reuse stays at its default, YES.
            lines.addAll(List.of("ssl_enable=YES", "rsa_cert_file=" + pem(), "rsa_private_key_file=" + pem(),
                    "force_local_data_ssl=YES", "force_local_logins_ssl=YES"));
        }
        if (security() == FtpSecurity.IMPLICIT) {
            lines.add("implicit_ssl=YES");
        }
        lines.addAll(extra);
        return lines;
    }

    /** How many processes serve its clients now. */
    public long sessions() {
        return children();
    }

    @Override
    public String user() {
        return login.name();
    }

    @Override
    public String password() {
        return login.password();
    }

    @Override
    public String shownHome() {
        return home().toString();
    }

    @Override
    public void own(Path path) {
        Commands.run("chown", "-R", user(), path.toString());
    }

    @Override
    public void close() {
        super.close();
        login.close();
    }
}
