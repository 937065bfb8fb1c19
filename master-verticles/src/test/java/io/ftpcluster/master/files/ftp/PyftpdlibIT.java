package io.ftpcluster.master.files.ftp;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Pyftpdlib;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** The contract with pyftpdlib, which has MLSD. */
class PyftpdlibIT {

    @Nested
    class Plain extends OnPyftpdlib {
        Plain() {
            super(FtpSecurity.NONE);
        }
    }

    @Nested
    class Explicit extends OnPyftpdlib {
        Explicit() {
            super(FtpSecurity.EXPLICIT);
        }
    }

    @Nested
    class Implicit extends OnPyftpdlib {
        Implicit() {
            super(FtpSecurity.IMPLICIT);
        }
    }

    abstract static class OnPyftpdlib extends OnDaemon {

        OnPyftpdlib(FtpSecurity security) {
            super(directory -> new Pyftpdlib(directory, security));
        }

        @Override
        Set<Gap> gaps() {
            return Set.of(Gap.BROKEN_LINKS);
        }
    }
}
