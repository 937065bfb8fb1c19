package io.ftpcluster.master.files.ftp.diagnosis;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.diagnosis.StepReport.StepError;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.LoginSequence;
import io.ftpcluster.master.files.ftp.session.SessionObserver;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The steps of a test that log in and learn what the server can do. */
public final class LoginSteps implements SessionObserver {

    private static final Pattern UNKNOWN_FEATURE = Pattern.compile("[^A-Za-z0-9 ;*=,.+_-]");
    private static final int SHOWN_FEATURES = 40;

    private final FtpSession session;
    private final RemoteLogin login;
    private final StepReport log;
    private final LoginSequence sequence;
    private final String whose;
    private final String remedy;
    private Reply features;
    private boolean refused;

    /** With the login of a permission. */
    public LoginSteps(FtpSession session, RemoteLogin login, StepReport log) {
        this(session, login, log, "this permission", "to change them, remove it and grant it anew");
    }

    private LoginSteps(FtpSession session, RemoteLogin login, StepReport log, String whose, String remedy) {
        this.whose = whose;
        this.remedy = remedy;
        this.session = session;
        this.login = login;
        this.log = log;
        this.sequence = new LoginSequence(session, login, session.failures());
    }

    /** With that of the server's settings, which nobody uses but the portal. */
    public static LoginSteps ofProbe(FtpSession session, RemoteLogin login, StepReport log) {
        return new LoginSteps(session, login, log, "the probe account", "they are in the server's settings");
    }

    public void run() {
        logIn();
        log.run(Name.FEATURES, this::featuresAdvice, this::learn);
    }

    /** The first step alone. */
    public void logIn() {
        session.watchedBy(this);
        log.run(Name.LOGIN, this::loginAdvice, result -> {
            try {
                sequence.authenticate();
            } catch (FailureException e) {
                refused = e.failure().code() != FailureCode.UNAVAILABLE;
                throw e;
            }
            result.say("Logged in as '" + Reply.printable(login.username()) + "'.");
        });
    }

    /** Whether the server has said no to the login, and not only that it can't now. */
    public boolean isRefused() {
        return refused;
    }

    @Override
    public void replied(Reply reply) {
        if (reply.code() == 211) {
            features = reply;
        }
    }

    private String loginAdvice(StepError trouble) {
        if (trouble.silent()) {
            return "Servers make one wait after a wrong password, and some look the portal's address up in DNS first: check"
                    + " the password of " + whose
                    + ", and the name service on the server (vsftpd: reverse_lookup_enable=NO).";
        }
        return trouble.says("refused the login")
                ? "Check the user name and the password of " + whose + ": " + remedy
                        + ". If they are right, look on the server whether the account is locked, has expired, has a"
                        + " shell that isn't in /etc/shells, or is on a list of refused users (/etc/ftpusers,"
                        + " userlist_file)."
                : null;
    }

    private String featuresAdvice(StepError trouble) {
        if (trouble.says("encrypt data")) {
            return "Allow PROT P on the server, or set FTP security to none for this server if nobody can listen on"
                    + " the way.";
        }
        return null;
    }

    private void learn(StepResult result) throws IOException {
        sequence.prepare();
        if (session.tls() != null) {
            result.say("Data connections are encrypted (PROT P).");
        }
        folder(result);
        if (features == null) {
            result.warn("The server doesn't answer FEAT, so the portal counts on nothing beyond the oldest commands.",
                    "Newer FTP servers tell what they can: an update would bring exact times and resumed transfers.");
            return;
        }
        result.say("It announces " + announced() + ".");
        missing(result);
        if (session.tls() == null && session.dialect().has("AUTH")) {
            result.warn("It offers TLS, and this server is set to use none.",
                    "Set FTP security to explicit, so that passwords and files can't be read on the way.");
        }
    }

    private void folder(StepResult result) {
        if (sequence.unknownFolder() == null) {
            result.say("The login lands in " + Reply.printable(session.dialect().absolute(null, RemotePath.TOP)) + ".");
            return;
        }
        result.warn(
                "The server doesn't say where the login lands (" + session.failures().quoted(sequence.unknownFolder())
                        + "), so / is taken for it.",
                "If people see the wrong folder, set a root folder for the permission, or let the server answer PWD.");
    }

    private String announced() {
        return features.lines()
                .stream()
                .skip(1)
                .limit(SHOWN_FEATURES)
                .map(line -> UNKNOWN_FEATURE.matcher(line).replaceAll("?").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("211"))
                .map(Reply::printable)
                .collect(Collectors.joining(", "));
    }

    private void missing(StepResult result) {
        if (!session.dialect().charset().equals(StandardCharsets.UTF_8)) {
            lacks(result, "UTF8", "names are read and written in " + session.dialect().charset());
        }
        lacks(result, "MLST", "listings come as LIST, whose times have no time zone and no seconds");
        lacks(result, "SIZE", "the length of a file may not be known before it is downloaded");
        lacks(result, "MDTM", "the time of a file may be missing");
        lacks(result, "EPSV", "data connections may need PASV, which can't do IPv6");
        boolean resumes = features.lines()
                .stream()
                .map(line -> line.strip().toUpperCase(Locale.ROOT))
                .anyMatch(line -> line.startsWith("REST STREAM"));
        if (!resumes) {
            result.say("No REST STREAM: transfers that broke off may have to start again.");
        }
    }

    private void lacks(StepResult result, String feature, String meaning) {
        if (!session.dialect().has(feature)) {
            result.say("No " + feature + ": " + meaning + ".");
        }
    }
}
