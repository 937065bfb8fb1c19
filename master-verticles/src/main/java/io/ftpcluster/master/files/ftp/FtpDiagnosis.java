package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.SlowLog;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.files.CertificateListener;
import io.ftpcluster.master.files.RemoteDiagnosis;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.diagnosis.DataSteps;
import io.ftpcluster.master.files.ftp.diagnosis.FileSteps;
import io.ftpcluster.master.files.ftp.diagnosis.LoginSteps;
import io.ftpcluster.master.files.ftp.diagnosis.OpeningSteps;
import io.ftpcluster.master.files.ftp.diagnosis.StepReport;
import io.ftpcluster.master.files.ftp.diagnosis.StepResult;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.Connector;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.TimeLimit;
import io.ftpcluster.master.trust.SystemTrust;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Tries an FTP server with sessions of its own, which are made and used as those of users are. */
public final class FtpDiagnosis implements RemoteDiagnosis {

    private static final Duration WHOLE = Duration.ofSeconds(60);
    /** No single wait may use the whole test up. */
    private static final Duration WAIT = Duration.ofSeconds(20);
    /** With the second that a goodbye may take, less than a probe may take. */
    private static final Duration PROBE = Duration.ofSeconds(8);
    private static final String NO_PERMISSION = "Not tried: this server has no permission yet, and so no login. Grant one"
            + " and test again.";

    private final Connector connector;
    private final Connector probes;
    private final Duration whole;

    /** Needs {@link #close}. */
    public FtpDiagnosis(Config.Ftp limits, CertificateListener certificates) {
        this(limits, SystemTrust.ofThisSystem(), WHOLE, certificates);
    }

    /** Nobody is told of certificates. */
    FtpDiagnosis(Config.Ftp limits) {
        this(limits, CertificateListener.NOBODY);
    }

    FtpDiagnosis(Config.Ftp limits, SystemTrust systemTrust, Duration whole) {
        this(limits, systemTrust, whole, CertificateListener.NOBODY);
    }

    FtpDiagnosis(Config.Ftp limits, SystemTrust systemTrust, Duration whole, CertificateListener certificates) {
        this.connector = connector(limits, systemTrust, WAIT, certificates);
        this.probes = connector(limits, systemTrust, PROBE, certificates);
        this.whole = whole;
    }

    private static Connector connector(Config.Ftp limits, SystemTrust systemTrust, Duration wait,
            CertificateListener certificates) {
        return new Connector(new Config.Ftp(atMost(limits.connect(), wait), atMost(limits.reply(), wait),
                atMost(limits.stall(), wait), limits.queue(), limits.idle(), limits.sessionsPerLogin(), Duration.ZERO,
                limits.active()), systemTrust, server -> false, certificates, SlowLog.SILENT);
    }

    private static Duration atMost(Duration limit, Duration wait) {
        return limit.compareTo(wait) < 0 ? limit : wait;
    }

    @Override
    public Diagnosis.ProbeOutcome probe(RemoteLogin login) {
        long start = System.nanoTime();
        try (TimeLimit limit = new TimeLimit(PROBE)) {
            StepReport log = new StepReport(new Failures(login), limit::isOver);
            try (FtpSession session = new OpeningSteps(probes, login, log).run()) {
                boolean refused = session != null && !login.username().isEmpty()
                        && isRefused(session, login, log, limit);
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                if (log.isBroken()) {
                    return new Diagnosis.ProbeOutcome(log.failed(), millis, refused);
                }
                session.quit();
                return new Diagnosis.ProbeOutcome(null, millis);
            }
        }
    }

    private static boolean isRefused(FtpSession session, RemoteLogin login, StepReport log, TimeLimit limit) {
        limit.guard(session);
        LoginSteps steps = LoginSteps.ofProbe(session, login, log);
        steps.logIn();
        return steps.isRefused() && !limit.isOver();
    }

    @Override
    public List<Diagnosis.Step> withoutLogin(Servers.Server server) {
        RemoteLogin account = RemoteLogin.ofNobody(server);
        try (TimeLimit limit = new TimeLimit(whole)) {
            StepReport log = new StepReport(new Failures(account), limit::isOver);
            try (FtpSession session = new OpeningSteps(connector, account, log).run()) {
                if (session != null) {
                    session.quit();
                }
            }
            Stream.of(Name.values())
                    .filter(name -> name.compareTo(Name.LOGIN) >= 0)
                    .forEach(name -> log.skip(name, NO_PERMISSION));
            return log.finish();
        }
    }

    @Override
    public List<Diagnosis.Step> run(RemoteLogin login, Set<Right> rights) {
        RemoteLogin account = login.withoutRoot();
        try (TimeLimit limit = new TimeLimit(whole)) {
            StepReport log = new StepReport(new Failures(account), limit::isOver);
            try (FtpSession session = new OpeningSteps(connector, account, log).run()) {
                if (session != null) {
                    limit.guard(session);
                    use(session, account, log, login.root(), rights);
                    session.quit();
                }
            }
            return log.finish();
        }
    }

    private void use(FtpSession session, RemoteLogin account, StepReport log, String root, Set<Right> rights) {
        new LoginSteps(session, account, log).run();
        DataSteps data = new DataSteps(session, log, root);
        data.run();
        if (rights.containsAll(Set.of(Right.UPLOAD, Right.DELETE))) {
            new FileSteps(session, log, root, () -> connector.open(account)).run();
        } else {
            Stream.of(Name.UPLOAD, Name.DOWNLOAD, Name.CLOCK, Name.DELETE)
                    .forEach(name -> log.skip(name,
                            "Not tried: the permission doesn't include both uploading and deleting, so nothing is written."));
        }
        log.run(Name.REUSE, StepReport.Hints.USUAL, result -> reuse(session, result));
        data.lookForOthers();
    }

    private static void reuse(FtpSession session, StepResult result) throws IOException {
        Reply reply = session.command("NOOP");
        if (reply.isPositive() && session.isReusable()) {
            result.say("After all that the session still answers (" + session.failures().quoted(reply)
                    + "), so users' requests need not log in each time.");
        } else {
            result.warn("After all that the session can't be used again (" + session.failures().quoted(reply) + ").",
                    "The portal logs in anew for each request, which is slow. Look at the FTP server's log.");
        }
    }

    @Override
    public void close() {
        connector.close();
        probes.close();
    }
}
