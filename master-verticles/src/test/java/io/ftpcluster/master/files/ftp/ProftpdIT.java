package io.ftpcluster.master.files.ftp;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Proftpd;
import org.junit.jupiter.api.Nested;

/** The contract with ProFTPD and its defaults: MLSD, and TLS sessions must be reused. */
class ProftpdIT {

    @Nested
    class Plain extends OnDaemon {
        Plain() {
            super(directory -> new Proftpd(directory, FtpSecurity.NONE));
        }
    }

    @Nested
    class Explicit extends OnDaemon {
        Explicit() {
            super(directory -> new Proftpd(directory, FtpSecurity.EXPLICIT));
        }
    }

    @Nested
    class Implicit extends OnDaemon {
        Implicit() {
            super(directory -> new Proftpd(directory, FtpSecurity.IMPLICIT));
        }
    }
}
