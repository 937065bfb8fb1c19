package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.VersionOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code /nodes}. */
@Command(name = "node", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "The masters that are this portal.", synopsisSubcommandLabel = "VERB")
final class NodeCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "list", description = "All nodes and how each is, the oldest first.", footer = {"", "Example:",
            "  ftpcluster node list"})
    void list(@Mixin PortalOptions options) {
        try (Portal portal = options.open()) {
            portal.show(portal.get("/nodes"), found -> {
                Table table = new Table("NAME", "STATE", "VERSION", "LEADS", "AGENTS", "TRANSFERS", "HEAP", "STARTED",
                        "REASONS").whole("STARTED");
                Answer.list(found, "nodes")
                        .forEach(node -> table.row(node.getString("name"), node.getString("state"),
                                node.getString("version"), Boolean.TRUE.equals(node.getBoolean("leads")) ? "yes" : "no",
                                node.getInteger("agents"), node.getInteger("transfers"),
                                ValueFormat.size(node.getNumber("heap_bytes")),
                                ValueFormat.when(node.getString("started_at")),
                                ValueFormat.list(node.getJsonArray("reasons"))));
                return table.text(portal.screen().width());
            });
        }
    }
}
