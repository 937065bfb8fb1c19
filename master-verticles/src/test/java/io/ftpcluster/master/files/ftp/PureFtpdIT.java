package io.ftpcluster.master.files.ftp;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.PureFtpd;
import org.junit.jupiter.api.Nested;

/** The contract with Pure-FTPd, which has MLSD and no implicit TLS. */
class PureFtpdIT {

    @Nested
    class Plain extends OnDaemon {
        Plain() {
            super(directory -> new PureFtpd(directory, FtpSecurity.NONE));
        }
    }

    @Nested
    class Explicit extends OnDaemon {
        Explicit() {
            super(directory -> new PureFtpd(directory, FtpSecurity.EXPLICIT));
        }
    }
}
