package io.ftpcluster.master.cli.remote;

import static io.ftpcluster.master.cli.remote.PortalClient.segment;

import io.ftpcluster.master.cli.VersionOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code /transfers}. */
@Command(name = "transfer", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Downloads and uploads under way.", synopsisSubcommandLabel = "VERB")
final class TransferCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "list", description = "What moves now, the oldest first; admins see everyone's, others their own.", footer = {
            "", "Example:", "  ftpcluster transfer list"})
    void list(@Mixin PortalOptions options) {
        try (Portal portal = options.open()) {
            portal.show(portal.get("/transfers"), found -> {
                Table table = new Table("ID", "USER", "SERVER", "DIRECTION", "MOVED", "SIZE", "PER SECOND", "BEGUN",
                        "PATH").whole("ID", "BEGUN");
                Answer.list(found, "transfers")
                        .forEach(each -> table.row(each.getString("id"), each.getString("user"),
                                each.getString("server"), each.getString("direction"),
                                ValueFormat.size(each.getNumber("moved")), ValueFormat.size(each.getNumber("size")),
                                ValueFormat.size(each.getNumber("bytes_per_second")),
                                ValueFormat.when(each.getString("started_at")), each.getString("path")));
                String missing = ValueFormat.list(found.getJsonArray("missing_nodes"));
                if (missing != null && !missing.isEmpty()) {
                    portal.screen().remark("These nodes don't answer, and theirs aren't listed: " + missing);
                }
                return table.text(portal.screen().width());
            });
        }
    }

    @Command(name = "cancel", description = "Ends transfers; a broken upload leaves nothing new on the server.", footer = {
            "", "Example:", "  ftpcluster transfer cancel 01977d3e-..."})
    void cancel(@Mixin PortalOptions options,
            @Parameters(arity = "1..*", paramLabel = "ID", description = "Of the transfers, as the list has it.") List<String> ids) {
        try (Portal portal = options.open()) {
            for (String id : ids) {
                portal.done(portal.send("DELETE", "/transfers/" + segment(id), null), "Ended the transfer " + id + ".");
            }
        }
    }
}
