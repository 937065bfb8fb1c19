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

    @Nested
    class Implicit extends OnProftpd {
        Implicit() {
            super(FtpSecurity.IMPLICIT);
        }
    }

    abstract static class OnProftpd extends OnDaemon {

        OnProftpd(FtpSecurity security) {
            super(directory -> new Proftpd(directory, security));
        }

        @Override
        Set<Gap> gaps() {
            return Set.of(Gap.BROKEN_LINKS);
        }
    }
}
