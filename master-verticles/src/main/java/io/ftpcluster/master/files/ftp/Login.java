package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What happens between the greeting and the first request of a session. */
final class Login {

    /** RFC 959, appendix II: the folder in quotes, quotes in it doubled. */
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")*)\"");

    private final FtpSession session;
    private final Account account;
    private final Failures failures;

    Login(FtpSession session, Account account, Failures failures) {
        this.session = session;
        this.account = account;
        this.failures = failures;
    }

    void run() throws IOException {
        authenticate();
        prepare();
    }

    /** All that follows the user's being let in. */
    void prepare() throws IOException {
        if (session.traits().pipelines()) {
            setUpAtOnce();
        } else {
            setUpStepByStep();
        }
    }

    private void setUpStepByStep() throws IOException {
        if (session.tls() != null) {
            protectedBy(session.command("PBSZ", "0"), session.command("PROT", "P"));
        }
        session.learned(features(session.command("FEAT")));
        if (session.has("UTF8")) {
            session.command("OPTS", "UTF8 ON");
        }
        expect(session.command("TYPE", "I"), "the server refuses binary transfers");
        session.landedAt(home(session.command("PWD")));
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
        session.learned(features(replies.getLast()));
        Pipeline second = new Pipeline(session);
        if (session.has("UTF8")) {
            second.add("OPTS", "UTF8 ON");
        }
        replies = second.add("TYPE", "I").add("PWD").send();
        expect(replies.get(replies.size() - 2), "the server refuses binary transfers");
        session.landedAt(home(replies.getLast()));
    }

    void authenticate() throws IOException {
        Reply reply = session.command("USER", account.username());
        boolean secretSent = reply.code() == 331;
        if (secretSent) {
            reply = sendSecret("PASS", account.password());
        }
        if (!reply.isPositive()) {
            throw failures.loginRefused(account.username(), reply, secretSent,
                    "Check the user name and password that are stored for this permission.");
        }
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
            throw failures.refused(Step.LOGIN, otherwise, reply, "Ask the server's admin.");
        }
    }

    /** RFC 2389: one feature a line, indented, its name first. */
    private static Set<String> features(Reply reply) {
        if (reply.code() != 211) {
            return Set.of();
        }
        return reply.lines().stream().map(line -> line.replaceFirst("^(211-)?\\s*", "").split("[ ;]", 2)[0])
                .map(name -> name.toUpperCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    private String home(Reply reply) {
        String folder = folderIn(reply);
        if (folder == null) {
            throw failures.because(FailureCode.BACKEND_FAILED, Step.LOGIN,
                    "the server doesn't say where the login lands (" + failures.quoted(reply) + ")",
                    "Set a root folder for this permission or ask the server's admin.");
        }
        return folder;
    }

    /** Where PWD says that the session is, or null. */
    static String folderIn(Reply reply) {
        Matcher quoted = QUOTED.matcher(reply.text());
        return reply.code() == 257 && quoted.find() ? quoted.group(1).replace("\"\"", "\"") : null;
    }
}
