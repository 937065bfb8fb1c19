package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.VersionOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code /audit}. */
@Command(name = "audit", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Who did what.", synopsisSubcommandLabel = "VERB")
final class AuditCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "list", description = "The trail, the newest first.", footer = {"", "Examples:",
            "  ftpcluster audit list --limit 20", "  ftpcluster audit list --json --limit 1000"})
    void list(@Mixin PortalOptions options,
            @Option(names = "--limit", paramLabel = "N", description = "How many at most (default: 100).") Integer limit) {
        try (Portal portal = options.open()) {
            portal.show(portal.get(new QueryString("/audit").with("limit", limit).path()), found -> {
                Table table = new Table("AT", "USER", "FROM", "ACTION", "TARGET", "DETAIL").whole("AT");
                Answer.list(found, "events")
                        .forEach(event -> table.row(ValueFormat.when(event.getString("at")),
                                event.getString("username"), event.getString("remote_address"),
                                event.getString("action"), event.getString("target"), event.getString("detail")));
                return table.text(portal.screen().width());
            });
        }
    }
}
