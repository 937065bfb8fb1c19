package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.VersionOption;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code /servers/{id}/accounts}. */
@Command(name = "account", aliases = "accounts", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "System users that a server's agent makes for permissions.", synopsisSubcommandLabel = "VERB")
final class ServerAccountCommand implements Runnable {

    private static final int PAGE = 1000;
    /** Of a server with more than these only so many are shown. */
    private static final int MOST_PAGES = 1000;

    @Spec
    private CommandSpec spec;

    /** Which account is changed, and whether that is waited for. */
    static final class Chosen {

        @Mixin
        private Polling waiting;

        @Option(names = "--wait", description = "Waits until the server has it so.")
        private boolean wait;

        @Parameters(index = "0", paramLabel = "ALIAS", description = "Alias or id of the server.")
        private String alias;

        @Parameters(index = "1", paramLabel = "NAME", description = "Of the system user, as the list has it.")
        private String name;
    }

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "list", description = "A server's accounts and how they are, and the users in the portal's group there that it doesn't know.", footer = {
            "", "Examples:", "  ftpcluster server account list alpha",
            "  ftpcluster server account list alpha --json --limit 100 --after anna"})
    void list(@Mixin PortalOptions options,
            @Option(names = "--after", paramLabel = "NAME", description = "The name before the first one.") String after,
            @Option(names = "--limit", paramLabel = "N", description = "How many at most (default: all; with --json 1000, and more says whether there are others).") Integer limit,
            @Parameters(paramLabel = "ALIAS", description = "Alias or id of the server.") String alias) {
        try (Portal portal = options.open()) {
            if (portal.screen().isJson()) {
                portal.screen().json(page(portal, alias, after, limit));
                return;
            }
            Table table = new Table("NAME", "USER", "DESIRED", "STATE", "CHANGED", "DETAIL").whole("CHANGED");
            JsonObject found = portal.object(page(portal, alias, after, limit));
            String last = rows(found, table);
            for (int i = 1; i < MOST_PAGES && limit == null && last != null && found.getBoolean("more", false); i++) {
                found = portal.object(page(portal, alias, last, null));
                last = rows(found, table);
            }
            portal.screen().print(table.text(portal.screen().width()));
            String unknown = ValueFormat.list(found.getJsonArray("unknown"));
            if (unknown != null && !unknown.isEmpty()) {
                portal.screen().remark("In the portal's group on the server, but none of the portal's: " + unknown);
            }
        }
    }

    private static Answer page(Portal portal, String alias, String after, Integer limit) {
        return portal.get(ServerPath.of(alias, "accounts") + "?limit=" + (limit == null ? PAGE : limit)
                + (after == null ? "" : "&after=" + PortalClient.segment(after)));
    }

    private static String rows(JsonObject found, Table table) {
        String last = null;
        for (JsonObject account : Answer.list(found, "accounts")) {
            last = account.getString("name");
            table.row(last, account.getString("username"), account.getString("desired"), account.getString("state"),
                    ValueFormat.when(account.getString("changed_at")), account.getString("detail"));
        }
        return last;
    }

    @Command(name = "rotate", description = "Makes a new password for an account; transfers that run go on.", footer = {
            "", "Example:", "  ftpcluster server account rotate alpha anna --wait"})
    void rotate(@Mixin PortalOptions options, @Mixin Chosen chosen) {
        change(options, chosen, "rotate", "Gives " + chosen.name + " on " + chosen.alias + " a new password.");
    }

    @Command(name = "lock", description = "Locks an account: nobody logs in by it, and its sessions end.", footer = {"",
            "Example:", "  ftpcluster server account lock alpha anna"})
    void lock(@Mixin PortalOptions options, @Mixin Chosen chosen) {
        change(options, chosen, "lock", "Locks " + chosen.name + " on " + chosen.alias + ".");
    }

    @Command(name = "unlock", description = "Unlocks an account.", footer = {"", "Example:",
            "  ftpcluster server account unlock alpha anna"})
    void unlock(@Mixin PortalOptions options, @Mixin Chosen chosen) {
        change(options, chosen, "unlock", "Unlocks " + chosen.name + " on " + chosen.alias + ".");
    }

    private static void change(PortalOptions options, Chosen chosen, String verb, String line) {
        try (Portal portal = options.open()) {
            Answer accepted = portal.send("POST", ServerPath.of(chosen.alias, "accounts", chosen.name, verb), null);
            portal.done(accepted, line);
            if (chosen.wait) {
                JsonObject account = portal.object(accepted);
                new AccountWait(portal, chosen.waiting).named(chosen.alias, account.getString("name"));
            }
        }
    }
}
