package io.ftpcluster.agent.account;

import java.nio.file.Path;
import java.util.Map;

/** A process of its own that a test can kill. */
final class AccountsProgram {

    private AccountsProgram() {}

    /** @param arguments programs, group, root, name, what it should be */
    public static void main(String[] arguments) throws InterruptedException {
        Accounts accounts = new Accounts(
                new AccountSettings(Path.of("/etc"), Path.of(arguments[0]), arguments[1], Path.of(arguments[2])));
        accounts.apply(Map.of(arguments[3], arguments[4]), text -> {});
    }
}
