package io.ftpcluster.master.files.ftp.pool;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import java.io.IOException;
import java.time.Duration;

/** Whether a session that was idle can be used. */
final class HealthCheck {

    private static final Duration TRUSTED = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Duration limit;

    HealthCheck(Config.Ftp limits) {
        this.limit = limits.reply().compareTo(PATIENCE) < 0 ? limits.reply() : PATIENCE;
    }

    /** What went idle a while ago may be gone; what speaks unasked would shift all answers. Blocks. */
    boolean isGood(FtpSession session) {
        try {
            if (!session.isReusable() || session.hasUnread()) {
                return false;
            }
            return session.idleNanos() < TRUSTED.toNanos() || session.data().isAhead() || answers(session);
        } catch (IOException e) {
            // The answer is no, whatever the reason.
            return false;
        }
    }

    /** To NOOP a late answer to anything else would do; none but PWD is answered like PWD. */
    private boolean answers(FtpSession session) throws IOException {
        boolean well = session.tellsFolder()
                ? session.command(limit, "PWD").code() == 257
                : session.command(limit, "NOOP").isPositive();
        return well && session.isReusable();
    }
}
