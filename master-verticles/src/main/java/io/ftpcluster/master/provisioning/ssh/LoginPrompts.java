package io.ftpcluster.master.provisioning.ssh;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.text.Printable;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.session.ClientSession;

/** Answers a server's questions at a login: to one question for a password, once, and to no others. */
final class LoginPrompts implements UserInteraction {

    private static final Pattern FOR_PASSWORD = Pattern.compile(
            "pass|kennwort|contrase|senha|parol|wachtwoord|heslo|has[lł]o|l[oö]senord|salasana|密码|密碼|パスワード|암호",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final int LONGEST = 200;

    /** Null: there is none. */
    private final Secret password;
    private boolean answered;
    private String problem;

    LoginPrompts(Secret password) {
        this.password = password;
    }

    @Override
    public synchronized String[] interactive(ClientSession session, String name, String instruction, String lang,
            String[] prompts, boolean[] echo) {
        if (prompts == null || prompts.length == 0) {
            return new String[0];
        }
        boolean forPassword = prompts.length == 1 && !echo[0] && FOR_PASSWORD.matcher(prompts[0]).find();
        if (!forPassword) {
            problem = "it asks \"" + Printable.line(String.join(" ", prompts).strip(), LONGEST)
                    + "\", which only a person can answer. Use a login that asks for one password or takes a key";
            return null;
        }
        if (password == null || answered) {
            return null;
        }
        answered = true;
        return new String[]{password.value()};
    }

    @Override
    public synchronized String getUpdatedPassword(ClientSession session, String prompt, String lang) {
        problem = "the password has expired. Log in by hand and change it";
        return null;
    }

    /** What it asked that can't be answered. */
    synchronized Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
