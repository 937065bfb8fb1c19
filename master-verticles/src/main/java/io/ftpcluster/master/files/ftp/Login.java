package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.FailureCode;
import java.io.IOException;
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
        if (session.tls() != null) {
            protectData();
        }
        session.learned(features());
        if (session.has("UTF8")) {
            session.command("OPTS", "UTF8 ON");
        }
        expect(session.command("TYPE", "I"), "the server refuses binary transfers");
        session.landedAt(home());
    }

    void authenticate() throws IOException {
        Reply reply = session.command("USER", account.username());
        if (reply.code() == 331) {
            reply = session.command("PASS", account.password().value());
        }
        if (!reply.isPositive()) {
            throw failures.refused(Step.LOGIN, "the server refused the login of '" + account.username() + "'", reply,
                    "Check the user name and password that are stored for this permission.");
        }
    }

    private void protectData() throws IOException {
        String refused = "the server refuses to encrypt data connections";
        expect(session.command("PBSZ", "0"), refused);
        expect(session.command("PROT", "P"), refused);
    }

    private void expect(Reply reply, String otherwise) {
        if (!reply.isPositive()) {
            throw failures.refused(Step.LOGIN, otherwise, reply, "Ask the server's admin.");
        }
    }

    /** RFC 2389: one feature a line, indented, its name first. */
    private Set<String> features() throws IOException {
        Reply reply = session.command("FEAT");
        if (reply.code() != 211) {
            return Set.of();
        }
        return reply.lines().stream().map(line -> line.replaceFirst("^(211-)?\\s*", "").split("[ ;]", 2)[0])
                .map(name -> name.toUpperCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    private String home() throws IOException {
        Reply reply = session.command("PWD");
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
