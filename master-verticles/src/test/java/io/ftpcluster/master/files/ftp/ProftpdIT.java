package io.ftpcluster.master.files.ftp;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Proftpd;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** The contract with ProFTPD and its defaults: MLSD, and TLS sessions must be reused. */
class ProftpdIT {

    @Nested
    class Plain extends OnProftpd {
        Plain() {
            super(FtpSecurity.NONE);
        }
    }

    @Nested
    class Explicit extends OnProftpd {
        Explicit() {
            super(FtpSecurity.EXPLICIT);
        }
    }

    /** Sessions are resumed by id here, not by ticket. */
    @Nested
    class ExplicitWithTls12 extends OnProftpd {
        ExplicitWithTls12() {
            super(FtpSecurity.EXPLICIT, "TLSProtocol TLSv1.2");
        }
    }

    @Nested
    class Implicit extends OnProftpd {
        Implicit() {
            super(FtpSecurity.IMPLICIT);
        }
    }

    abstract static class OnProftpd extends OnDaemon {

        OnProftpd(FtpSecurity security, String... extra) {
            super(directory -> new Proftpd(directory, security, extra));
        }

        @Override
        Set<Gap> gaps() {
            return Set.of(Gap.BROKEN_LINKS);
        }
    }
}
