package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.Answer;
import io.ftpcluster.master.cli.remote.CommandOutput;
import io.ftpcluster.master.cli.remote.ExitCodes;
import io.ftpcluster.master.cli.remote.Table;
import io.ftpcluster.master.cli.remote.ValueFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists of folders. */
@Command(name = "ls", description = "Lists folders on servers; without a path, the servers that one may use.", footer = {
        "", "Examples:", "  ftpcluster ls", "  ftpcluster ls alpha:/reports/", "  ftpcluster ls -lR alpha:"})
final class LsCommand implements Runnable {

    @Mixin
    private RemoteOptions options;

    @Option(names = "-l", description = "Tells sizes in bytes, and times with seconds.")
    private boolean exact;

    @Option(names = {"-R",
            "--recursive"}, description = "Folders below, too, each after the one above; links aren't followed.")
    private boolean recursive;

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "ALIAS:PATH, or the URL.")
    private List<String> paths = List.of();

    @Override
    public void run() {
        List<RemoteAddress> addresses = (paths.isEmpty() ? List.of(":") : paths).stream()
                .map(options::address)
                .toList();
        try (PortalFiles files = options.open()) {
            TransferReport report = new TransferReport(files.screen(), false);
            boolean headed = recursive || addresses.size() > 1;
            for (RemoteAddress address : addresses) {
                TransferBatch.attempt(report, address.shown(), () -> list(files, address, headed, report));
            }
            report.requireAll();
        }
    }

    private void list(PortalFiles files, RemoteAddress address, boolean headed, TransferReport report) {
        // A file and a folder are listed by other paths; whoever says which needs one question less.
        RemoteInfo found = address.folder() ? RemoteInfo.FOLDER : find(files, address);
        if (!found.folder()) {
            RemoteEntry entry = new RemoteEntry(address.segments().getLast(), RemoteEntry.Type.FILE, found.size(),
                    found.modified());
            show(files.screen(), address.parent(), new FolderContent(List.of(entry), Optional.empty()), false);
        } else if (recursive) {
            new RemoteTree<>(files, report, new Printing(files.screen())).walk(address.asFolder(), true);
        } else {
            FolderContent content = files.list(address);
            show(files.screen(), address.asFolder(), content, headed);
            content.incomplete()
                    .ifPresent(why -> report.failed(address.shown(),
                            new CommandException(ExitCodes.REFUSED, "the list isn't whole: " + why)));
        }
    }

    private static RemoteInfo find(PortalFiles files, RemoteAddress address) {
        return files.find(address)
                .orElseThrow(() -> new CommandException(ExitCodes.REFUSED, "there is no such file or folder"));
    }

    private final class Printing implements RemoteTree.Visitor<Boolean> {

        private final CommandOutput screen;

        Printing(CommandOutput screen) {
            this.screen = screen;
        }

        @Override
        public void content(RemoteAddress folder, FolderContent content) {
            show(screen, folder, content, true);
        }

        @Override
        public Optional<Boolean> folder(Boolean parent, RemoteAddress folder, RemoteEntry entry) {
            return Optional.of(true);
        }

        @Override
        public void file(Boolean parent, RemoteAddress file, RemoteEntry entry) {
            // Its folder has shown it.
        }
    }

    /** With --json a line for each folder. */
    private void show(CommandOutput screen, RemoteAddress folder, FolderContent content, boolean headed) {
        if (screen.isJson()) {
            screen.json(new Answer(200, null, json(folder, content).encode()));
            return;
        }
        if (headed) {
            screen.say(folder.shown());
        }
        Table table = new Table("MODIFIED", "SIZE", "NAME").whole("MODIFIED", "SIZE", "NAME");
        for (RemoteEntry entry : content.entries()) {
            String time = entry.modified() == null ? null : entry.modified().toString();
            Object size = entry.size() < 0 ? null : exact ? entry.size() : ValueFormat.size(entry.size());
            table.row(exact ? ValueFormat.time(time) : ValueFormat.when(time), size, name(entry));
        }
        screen.print(table.text(screen.width()) + (headed ? "\n" : ""));
    }

    private static String name(RemoteEntry entry) {
        String name = RemoteName.shown(entry.name());
        return switch (entry.type()) {
            case FILE -> name;
            case FOLDER -> name + "/";
            case LINK -> name + "@";
        };
    }

    private static JsonObject json(RemoteAddress folder, FolderContent content) {
        JsonArray entries = new JsonArray();
        for (RemoteEntry entry : content.entries()) {
            entries.add(new JsonObject().put("name", entry.name())
                    .put("href", entry.segment())
                    .put("type", entry.type().name().toLowerCase(Locale.ROOT))
                    .put("size", entry.size() < 0 ? null : entry.size())
                    .put("modified", entry.modified() == null ? null : entry.modified().toString()));
        }
        JsonObject json = new JsonObject().put("path", folder.shown()).put("entries", entries);
        content.incomplete().ifPresent(why -> json.put("incomplete", why));
        return json;
    }
}
