package io.ftpcluster.master.cli.remote;

import static io.ftpcluster.master.cli.remote.PortalClient.segment;

import io.ftpcluster.master.cli.VersionOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code /sessions}. */
@Command(name = "session", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Who is logged in, from where.", synopsisSubcommandLabel = "VERB")
final class SessionCommand implements Runnable {

    private static final String SESSIONS = "/sessions";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "list", description = "Sessions that last, the newest first; admins see everyone's, others their own. * marks the one of this command.", footer = {
            "", "Examples:", "  ftpcluster session list", "  ftpcluster session list --of anna"})
    void list(@Mixin PortalOptions options,
            @Option(names = "--of", paramLabel = "USER", description = "Of this user only.") String user,
            @Option(names = "--limit", paramLabel = "N", description = "How many at most (default: 100).") Integer limit) {
        try (Portal portal = options.open()) {
            portal.show(portal.get(new QueryString(SESSIONS).with("user", user).with("limit", limit).path()), found -> {
                Table table = new Table("ID", "USER", "KIND", "BEGUN", "LAST USED", "EXPIRES", "FROM", "CLIENT")
                        .whole("ID", "BEGUN", "LAST USED", "EXPIRES");
                Answer.list(found, "sessions")
                        .forEach(each -> table.row(
                                each.getString("id") + (Boolean.TRUE.equals(each.getValue("current")) ? "*" : ""),
                                each.getString("user"), each.getString("kind"),
                                ValueFormat.when(each.getString("created_at")),
                                ValueFormat.when(each.getString("last_used_at")),
                                ValueFormat.when(each.getString("expires_at")), each.getString("remote_address"),
                                each.getString("user_agent")));
                return table.text(portal.screen().width());
            });
        }
    }

    @Command(name = "end", description = "Ends sessions on all masters, and what is under way by them.", footer = {"",
            "Examples:", "  ftpcluster session end 01977d3e-...", "  ftpcluster session end --of anna --yes",
            "  ftpcluster session end --others"})
    void end(@Mixin PortalOptions options, @Mixin Confirmation meant,
            @Option(names = "--of", paramLabel = "USER", description = "All of this user.") String user,
            @Option(names = "--others", description = "All of one's own, but not the one that this command uses.") boolean others,
            @Parameters(arity = "0..*", paramLabel = "ID", description = "Of the sessions, as the list has it.") List<String> ids) {
        boolean named = ids != null && !ids.isEmpty();
        if ((named ? 1 : 0) + (user == null ? 0 : 1) + (others ? 1 : 0) != 1) {
            throw new ParameterException(spec.subcommands().get("end"), "Say one of: IDs, --of USER, --others");
        }
        try (Portal portal = options.open()) {
            if (named) {
                for (String id : ids) {
                    portal.done(portal.send("DELETE", SESSIONS + "/" + segment(id), null),
                            "Ended the session " + id + ".");
                }
                return;
            }
            meant.of(others ? "End all your other sessions?" : "End all sessions of " + user + "?");
            Answer ended = portal.send("DELETE",
                    new QueryString(SESSIONS).with("user", user).with("others", others ? "true" : null).path(), null);
            int count = portal.object(ended).getInteger("ended");
            portal.done(ended, "Ended " + count + (count == 1 ? " session." : " sessions."));
        }
    }
}
