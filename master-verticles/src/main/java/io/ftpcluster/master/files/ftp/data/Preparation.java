package io.ftpcluster.master.files.ftp.data;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.Pipeline;
import io.ftpcluster.master.files.ftp.session.PreopenedDataConnection;
import io.ftpcluster.master.files.ftp.session.ServerCapabilities;
import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a session that has just finished a transfer ready for the next one, while nobody waits for it: its data
 * connection is made ahead, which saves the next reader two round trips. Blocks; never fails.
 */
public final class Preparation {

    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
    /** Somebody may come meanwhile and has to wait then: a server that is slower than this isn't prepared. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PIPELINING = Duration.ofMillis(700);
    /** For each login. */
    private static final int AHEAD = 4;

    private final Config.Ftp limits;

    public Preparation(Config.Ftp limits) {
        this.limits = limits;
    }

    /** @param others sessions of the same login that are prepared or about to be */
    public boolean wants(FtpSession session, int others) {
        return others < AHEAD && session.data().hasTransferred() && session.isReusable() && !session.data().isAhead()
                && !session.isActive();
    }

    /** Afterwards the session may be in doubt and must go then. */
    public void run(FtpSession session) {
        try {
            if (session.hasUnread()) {
                return;
            }
            ServerCapabilities capabilities = session.capabilities();
            if (capabilities.wantsToKnowPipelining()) {
                tryPipelining(session);
            }
            // Where a transfer must be announced before its port is asked for, nobody knows the next one yet.
            if (session.isReusable() && !session.dialect().has("PRET") && capabilities.reserve()) {
                connect(session, capabilities);
            }
        } catch (IOException | FailureException e) {
            session.capabilities().rest();
            LOG.debug("{} could not be prepared", session.login().alias(), e);
        }
    }

    private void tryPipelining(FtpSession session) {
        try {
            Pipeline.tryOut(session, shorter(PIPELINING));
        } catch (IOException e) {
            LOG.info("{} does not answer commands that come together; it will get them one by one",
                    session.login().alias());
            LOG.debug("Its answer", e);
        }
    }

    private void connect(FtpSession session, ServerCapabilities capabilities) throws IOException {
        boolean kept = false;
        try {
            Duration limit = limits.connect().compareTo(PATIENCE) < 0 ? limits.connect() : PATIENCE;
            BoundedSocket connected = new PassivePort(session, FtpOperation.OPEN, shorter(PATIENCE))
                    .connectAgain(limit);
            session.data().keep(new PreopenedDataConnection(connected, capabilities, limits.idle()));
            kept = true;
        } finally {
            if (!kept) {
                capabilities.release();
            }
        }
    }

    private Duration shorter(Duration limit) {
        return limits.reply().compareTo(limit) < 0 ? limits.reply() : limit;
    }
}
