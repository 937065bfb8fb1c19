package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.VersionOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code /alerts}. */
@Command(name = "alert", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "What is or was wrong with servers.", synopsisSubcommandLabel = "VERB")
final class AlertCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "list", description = "Alerts, the newest first.", footer = {"", "Examples:",
            "  ftpcluster alert list --raised", "  ftpcluster alert list --server alpha"})
    void list(@Mixin PortalOptions options,
            @Option(names = "--raised", description = "Without those that have ended.") boolean raised,
            @Option(names = "--server", paramLabel = "ALIAS", description = "Of this server only.") String server,
            @Option(names = "--limit", paramLabel = "N", description = "How many at most (default: 100).") Integer limit) {
        try (Portal portal = options.open()) {
            QueryString query = new QueryString("/alerts").with("server_id", server)
                    .with("raised", raised ? "true" : null)
                    .with("limit", limit);
            portal.show(portal.get(query.path()), found -> {
                Table table = new Table("SERVER", "KIND", "RAISED", "ENDED", "TEXT").whole("RAISED", "ENDED");
                Answer.list(found, "alerts")
                        .forEach(alert -> table.row(alert.getString("alias"), alert.getString("kind"),
                                ValueFormat.when(alert.getString("raised_at")),
                                ValueFormat.when(alert.getString("ended_at")), alert.getString("text")));
                return table.text(portal.screen().width());
            });
        }
    }
}
