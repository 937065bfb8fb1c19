package io.ftpcluster.master.cli;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.auth.CommonPasswords;
import io.ftpcluster.master.auth.FirstAdmin;
import io.ftpcluster.master.auth.GeneratedPassword;
import io.ftpcluster.master.auth.PasswordHasher;
import io.ftpcluster.master.config.ConfigException;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.persistence.AccountRecovery.Account;
import io.ftpcluster.master.persistence.AccountRecovery;
import io.ftpcluster.messages.Passwords;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** For whoever is on the machine and can't log in. */
@Command(name = "admin", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Lets people back in, on the machine itself; the portal may run or not. Only for who may read and write its state.", synopsisSubcommandLabel = "(reset-password | unlock)")
public final class AdminCommand implements Runnable {

    private static final int HASH_SECONDS = 60;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: reset-password or unlock");
    }

    @Command(name = "reset-password", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Sets an account's password and prints it, unlocks the account and ends its sessions on all nodes. Without a name: of the only admin, or of admin. When there is no admin any more, it makes one.")
    void resetPassword(@CommandLine.Mixin PortalLocation place,
            @Option(names = "--password-stdin", description = "Takes the password from the first line of standard input instead of making one up.") boolean fromInput,
            @Option(names = "--prompt", description = "Asks for the password.") boolean prompt,
            @Parameters(arity = "0..1", paramLabel = "USERNAME", description = "Whose.") String username)
            throws IOException, TimeoutException {
        if (fromInput && prompt) {
            throw new ConfigException("--password-stdin and --prompt exclude each other");
        }
        AccountRecovery recovery = open(place);
        List<Account> accounts = recovery.accounts();
        boolean orphaned = accounts.stream().noneMatch(Account::admin);
        String name = username != null ? username : defaultName(accounts);
        Optional<Account> account = recovery.find(name);
        if (account.isEmpty() && !(orphaned && name.equalsIgnoreCase(FirstAdmin.USERNAME))) {
            throw unknown(name, accounts);
        }
        Secret password = fromInput ? readLine() : prompt ? ask() : GeneratedPassword.make();
        check(password, name, fromInput ? "--password-stdin" : "--prompt");
        Secret hash = hash(password);
        PrintWriter out = spec.commandLine().getOut();
        if (account.isEmpty()) {
            recovery.makeAdmin(FirstAdmin.USERNAME, hash);
            out.println("There was no admin left: the account " + FirstAdmin.USERNAME + " was made.");
        } else {
            int ended = recovery.resetPassword(account.get(), hash);
            if (orphaned && username == null) {
                recovery.promote(account.get());
                out.println("There was no admin left: " + account.get().username() + " is one now.");
            }
            out.printf("The account %s has a new password and is unlocked; %s.%n", account.get().username(),
                    ended == 1 ? "1 session has ended" : ended + " sessions have ended");
        }
        if (!fromInput && !prompt) {
            out.println("Password: " + password.value() + " (shown only now)");
        }
        out.println(
                "A portal that runs knows it within a second. Log in, and change the password on the page behind the"
                        + " name at the top.");
        out.flush();
    }

    @Command(name = "unlock", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Lets an account log in again at once after too many failed logins. Without a name: the only admin, or admin. An address from which 30 logins failed, for whatever accounts, still waits 10 s for each more.")
    void unlock(@CommandLine.Mixin PortalLocation place,
            @Parameters(arity = "0..1", paramLabel = "USERNAME", description = "Whose.") String username) {
        AccountRecovery recovery = open(place);
        List<Account> accounts = recovery.accounts();
        String name = username != null ? username : defaultName(accounts);
        Account account = recovery.find(name).orElseThrow(() -> unknown(name, accounts));
        recovery.unlock(account);
        PrintWriter out = spec.commandLine().getOut();
        out.println("The account " + account.username() + " is unlocked: failed logins so far don't count any more.");
        out.flush();
    }

    private static AccountRecovery open(PortalLocation place) {
        ConfigLoader loader = place.settings();
        return AccountRecovery.open(loader.database(), loader.dataDir());
    }

    /** Of several admins none is meant more than others, unless one has the usual name. */
    private static String defaultName(List<Account> accounts) {
        List<Account> admins = accounts.stream().filter(Account::admin).toList();
        if (admins.size() == 1) {
            return admins.getFirst().username();
        }
        if (admins.isEmpty()
                || admins.stream().anyMatch(admin -> admin.username().equalsIgnoreCase(FirstAdmin.USERNAME))) {
            return FirstAdmin.USERNAME;
        }
        throw new ConfigException("There are several admins; name one: " + names(admins));
    }

    private static ConfigException unknown(String name, List<Account> accounts) {
        List<Account> admins = accounts.stream().filter(Account::admin).toList();
        return new ConfigException("There is no account " + name.replaceAll("\\p{Cntrl}", "?") + ". "
                + (admins.isEmpty()
                        ? "There is no admin either: leave the name out to make one."
                        : "Admins: " + names(admins)));
    }

    private static String names(List<Account> accounts) {
        return accounts.stream().map(Account::username).limit(20).collect(Collectors.joining(", "));
    }

    private static void check(Secret password, String name, String origin) {
        if (password.value().length() < Passwords.MIN_LENGTH || password.value().length() > Passwords.MAX_LENGTH
                || password.value().chars().anyMatch(Character::isISOControl)) {
            throw new ConfigException(origin + ": the password must have " + Passwords.MIN_LENGTH + " to "
                    + Passwords.MAX_LENGTH + " characters, on one line");
        }
        CommonPasswords.load().objection(password, name).ifPresent(wrong -> {
            throw new ConfigException(origin + ": the password " + wrong);
        });
    }

    private static Secret hash(Secret password) throws TimeoutException {
        try (PasswordHasher hasher = new PasswordHasher()) {
            return hasher.hash(password).await(HASH_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Secret readLine() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null) {
            throw new ConfigException("--password-stdin: there is nothing on standard input");
        }
        return new Secret(line);
    }

    @SuppressWarnings("SystemConsoleNull") // From JDK 25 on it is null again where there is no terminal.
    private static Secret ask() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new ConfigException("--prompt needs a terminal; use --password-stdin");
        }
        char[] first = console.readPassword("New password: ");
        char[] second = console.readPassword("Again: ");
        if (first == null || !Arrays.equals(first, second)) {
            throw new ConfigException("--prompt: the two differ; nothing was changed");
        }
        return new Secret(new String(first));
    }
}
