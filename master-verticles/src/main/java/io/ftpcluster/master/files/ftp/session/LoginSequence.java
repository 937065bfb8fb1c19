package io.ftpcluster.master.files.ftp.session;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.reply.BusyException;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What happens between the greeting and the first request of a session. */
public final class LoginSequence {

    /** RFC 959, appendix II: the folder in quotes, quotes in it doubled. */
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")*+)\"");
    /** Without double quotes: what looks like an absolute path. */
    private static final Pattern BARE = Pattern.compile("'(/[^']*+)'|(?:^|[\\s\"])(/\\S*|[A-Za-z]:[/\\\\]\\S*)");
    private static final int WANTS_PASSWORD = 331;
    private static final int WANTS_ACCOUNT = 332;
    private static final int NOT_LOGGED_IN = 530;
    /** Servers commonly end a connection at the third refusal. */
    private static final int MOST_PASSWORDS = 3;

    private final FtpSession session;
    private final RemoteLogin login;
    private final Failures failures;
    private Reply unknownFolder;

    public LoginSequence(FtpSession session, RemoteLogin login, Failures failures) {
        this.session = session;
        this.login = login;
        this.failures = failures;
    }

    void run() throws IOException {
        authenticate();
        prepare();
    }

    /** All that follows the user's being let in. */
    public void prepare() throws IOException {
        if (session.capabilities().pipelines()) {
            setUpAtOnce();
        } else {
            setUpStepByStep();
        }
    }

    private void setUpStepByStep() throws IOException {
        if (session.tls() != null) {
            protectedBy(session.command("PBSZ", "0"), session.command("PROT", "P"));
        }
        session.dialect().learned(features(session.command("FEAT")));
        if (session.dialect().has("UTF8")) {
            session.command("OPTS", "UTF8 ON");
        }
        expect(session.command("TYPE", "I"), "the server refuses binary transfers");
        land(session.command("PWD"));
    }

    /** Two round trips instead of six. Where the login lands is read when it is known how names are encoded. */
    private void setUpAtOnce() throws IOException {
        Pipeline first = new Pipeline(session);
        if (session.tls() != null) {
            first.add("PBSZ", "0").add("PROT", "P");
        }
        List<Reply> replies = first.add("FEAT").send();
        if (session.tls() != null) {
            protectedBy(replies.get(0), replies.get(1));
        }
        session.dialect().learned(features(replies.getLast()));
        Pipeline second = new Pipeline(session);
        if (session.dialect().has("UTF8")) {
            second.add("OPTS", "UTF8 ON");
        }
        replies = second.add("TYPE", "I").add("PWD").send();
        expect(replies.get(replies.size() - 2), "the server refuses binary transfers");
        land(replies.getLast());
    }

    public void authenticate() throws IOException {
        Attempt first = attempt(login.password());
        if (first.reply().isPositive() || (first.reply().code() == NOT_LOGGED_IN && first.secretSent() && isTaken())) {
            return;
        }
        throw failures.loginRefused(login.username(), first.reply(), first.secretSent(),
                "Check the user name and password that are stored for this permission.");
    }

    /** One answer, and whether a secret was said before it. */
    private record Attempt(Reply reply, boolean secretSent) {}

    /**
     * Whether the server takes another password of this login, one that replaces the refused one just now. Servers let one wait
     * for a refusal, long enough for yet another password, so that it looks again after each.
     */
    private boolean isTaken() {
        Set<Secret> refused = new HashSet<>(Set.of(login.password()));
        try {
            while (refused.size() < MOST_PASSWORDS) {
                Optional<Secret> other = login.others()
                        .find()
                        .stream()
                        .filter(found -> !refused.contains(found))
                        .findFirst();
                if (other.isEmpty()) {
                    return false;
                }
                if (attempt(other.get()).reply().isPositive()) {
                    return true;
                }
                refused.add(other.get());
            }
        } catch (IOException e) {
            // It ends connections after a refusal, which is what is told.
            return false;
        }
        return false;
    }

    private Attempt attempt(Secret password) throws IOException {
        Reply reply = session.command("USER", login.username());
        boolean secretSent = false;
        if (reply.code() == WANTS_ACCOUNT) {
            reply = sendAccount(reply);
            secretSent = true;
        }
        if (reply.code() == WANTS_PASSWORD) {
            reply = sendSecret("PASS", password);
            secretSent = true;
            if (reply.code() == WANTS_ACCOUNT) {
                reply = sendAccount(reply);
            }
        }
        return new Attempt(reply, secretSent);
    }

    private Reply sendAccount(Reply asking) throws IOException {
        if (login.ftpAccount() == null) {
            // Its words may repeat the password.
            throw failures.because(FailureCode.BACKEND_FAILED, FtpOperation.LOGIN,
                    "the server asks for an account (ACCT) besides user name and password (" + asking.code() + ")",
                    "Set ftp_account for this permission.");
        }
        return sendSecret("ACCT", login.ftpAccount());
    }

    /** What the server says to that it says to nobody else: it may repeat the secret. */
    private Reply sendSecret(String verb, Secret secret) throws IOException {
        try {
            return session.command(verb, secret.value());
        } catch (BusyException e) {
            throw e.withoutWords();
        }
    }

    private void protectedBy(Reply bufferSize, Reply protection) {
        String refused = "the server refuses to encrypt data connections";
        expect(bufferSize, refused);
        expect(protection, refused);
    }

    private void expect(Reply reply, String otherwise) {
        if (!reply.isPositive()) {
            throw failures.refused(FtpOperation.LOGIN, otherwise, reply, "Ask the server's admin.");
        }
    }

    /** RFC 2389: one feature a line, indented, its name first. */
    private static Set<String> features(Reply reply) {
        if (reply.code() != 211) {
            return Set.of();
        }
        return reply.lines()
                .stream()
                .map(line -> line.replaceFirst("^(211-)?\\s*", "").split("[ ;]", 2)[0])
                .map(name -> name.toUpperCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A login whose folder nobody tells is one all the same: it lands at the top, and a root that is set needs no more. */
    private void land(Reply reply) {
        String folder = folderIn(reply);
        boolean known = folder != null && !folder.isEmpty() && session.dialect().canSay("CWD", folder);
        if (!known) {
            unknownFolder = reply;
        }
        session.landedAt(known ? folder : "/", reply.code() == 257);
    }

    /** What PWD was answered with when that names no folder that can be used; else null. */
    public Reply unknownFolder() {
        return unknownFolder;
    }

    /** Where PWD says that the session is, or null. */
    public static String folderIn(Reply reply) {
        if (!reply.isPositive()) {
            return null;
        }
        Matcher quoted = QUOTED.matcher(reply.text());
        if (quoted.find()) {
            return quoted.group(1).replace("\"\"", "\"");
        }
        Matcher bare = BARE.matcher(reply.text());
        return bare.find() ? bare.group(1) == null ? bare.group(2) : bare.group(1) : null;
    }
}
