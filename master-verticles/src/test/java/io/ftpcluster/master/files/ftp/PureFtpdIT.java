package io.ftpcluster.master.files.ftp;

import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.PureFtpd;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** The contract with Pure-FTPd, which has MLSD and no implicit TLS. */
class PureFtpdIT {

    @Nested
    class Plain extends OnPureFtpd {
        Plain() {
            super(FtpSecurity.NONE);
        }
    }

    @Nested
    class Explicit extends OnPureFtpd {
        Explicit() {
            super(FtpSecurity.EXPLICIT);
        }
    }

    abstract static class OnPureFtpd extends OnDaemon {

        OnPureFtpd(FtpSecurity security) {
            super(directory -> new PureFtpd(directory, security));
        }

        @Override
        Set<Gap> gaps() {
            return Set.of(Gap.FILE_LINKS, Gap.LONG_LISTINGS);
        }
    }
}
