package io.ftpcluster.master.files.ftp;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Pyftpdlib;
import org.junit.jupiter.api.Nested;

/** The contract with pyftpdlib, which has MLSD. */
class PyftpdlibIT {

    @Nested
    class Plain extends OnDaemon {
        Plain() {
            super(directory -> new Pyftpdlib(directory, FtpSecurity.NONE));
        }
    }

    @Nested
    class Explicit extends OnDaemon {
        Explicit() {
            super(directory -> new Pyftpdlib(directory, FtpSecurity.EXPLICIT));
        }
    }

    @Nested
    class Implicit extends OnDaemon {
        Implicit() {
            super(directory -> new Pyftpdlib(directory, FtpSecurity.IMPLICIT));
        }
    }
}
