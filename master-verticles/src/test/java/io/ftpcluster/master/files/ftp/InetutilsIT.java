package io.ftpcluster.master.files.ftp;

import io.ftpcluster.testing.Inetutils;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** The contract with GNU inetutils' ftpd: the oldest protocol that is still served, without MLSD, UTF8 and TLS. */
class InetutilsIT {

    @Nested
    class Plain extends OnDaemon {
        Plain() {
            super(Inetutils::new);
        }

        @Override
        Set<Gap> gaps() {
            return Set.of(Gap.BROKEN_LINKS);
        }
    }
}
