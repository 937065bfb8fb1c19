package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Inetutils;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract with GNU inetutils' ftpd: the oldest protocol that is still served, without MLSD, UTF8 and TLS. */
class InetutilsIT {

    @Nested
    class Plain extends OnDaemon {
        Plain() {
            super(Inetutils::new);
        }

        @Test
        void saysThatThereIsNoTls() {
            Failure failure = Harness.failure(FailureCode.BACKEND_FAILED,
                    () -> harness.open(Harness.login(daemon().port(), FtpSecurity.EXPLICIT, null, "ann", "x"), "/x"));
            assertTrue(failure.detail().contains("TLS"), failure.detail());
        }

        @Override
        Set<Gap> gaps() {
            return Set.of(Gap.BROKEN_LINKS, Gap.FOLDER_LINKS, Gap.LONG_PATHS, Gap.FILE_TIMES);
        }
    }
}
