package io.ftpcluster.testing;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** ProFTPD on a free port of 127.0.0.1. It has MLSD, shows the home as the top, and requires TLS sessions to be reused. */
public final class Proftpd extends BaseDaemon {

    private final List<String> extra;

    /** @param extra more lines of configuration */
    public Proftpd(Path directory, FtpSecurity security, String... extra) {
        super(directory, security);
        this.extra = List.of(extra);
        start();
    }

    @Override
    List<String> command() throws IOException {
        Path users = directory().resolve("users");
        Files.writeString(users,
                user() + ":" + hash(password()) + ":" + UID + ":" + UID + "::" + home() + ":/bin/false\n");
        // It refuses a list of users that others may read.
        Commands.run("chmod", "600", users.toString());
        Path config = directory().resolve("proftpd.conf");
        Files.write(config, configuration(users));
        return List.of(DaemonProcess.unpacked("proftpd-core/usr/sbin/proftpd").toString(), "--nodaemon", "--quiet",
                "--config", config.toString());
    }

    private List<String> configuration(Path users) {
        List<String> lines = new ArrayList<>(List.of("ServerType standalone", "UseIPv6 off", "DefaultAddress 127.0.0.1",
                "SocketBindTight on", "Port " + port(), "User nobody", "Group nogroup",
                "PidFile " + directory().resolve("pid"), "ScoreboardFile " + directory().resolve("scoreboard"),
                "SystemLog " + directory().resolve("system.log"), "TransferLog none", "WtmpLog off",
                "ControlsEngine off", "DelayEngine off", "UseReverseDNS off", "AuthOrder mod_auth_file.c",
                "AuthUserFile " + users, "RequireValidShell off", "DefaultRoot ~", "AllowOverwrite on",
                "AllowStoreRestart on"));
        if (security() != FtpSecurity.NONE) {
            lines.addAll(List.of("ModulePath " + DaemonProcess.unpacked("proftpd-mod-crypto/usr/lib/proftpd"),
                    "LoadModule mod_tls.c", "TLSEngine on", "TLSRequired on", "TLSRSACertificateFile " + pem(),
                    "TLSRSACertificateKeyFile " + pem(), "TLSLog " + directory().resolve("tls.log")));
        }
        if (security() == FtpSecurity.IMPLICIT) {
            lines.add("TLSOptions UseImplicitSSL");
        }
        lines.addAll(extra);
        return lines;
    }
}
