package io.ftpcluster.master.cli.remote;

import static io.ftpcluster.master.cli.remote.PortalClient.segment;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.VersionOption;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code /copies}. */
@Command(name = "copy", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Files that the portal itself copies and moves between servers.", synopsisSubcommandLabel = "VERB")
final class CopyCommand implements Runnable {

    private static final String FILES = "/ftp/";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Subcommands.missing(spec);
    }

    @Command(name = "start", description = "Copies files and folders into a folder, from one server to another or on one; returns when that has begun.", footer = {
            "", "Examples:", "  ftpcluster copy start alpha:/reports/may.pdf beta:/in/",
            "  ftpcluster copy start alpha:/photos/ alpha:/notes.txt beta:/in/ --move --conflict rename"})
    void start(@Mixin PortalOptions options,
            @Option(names = "--move", description = "Deletes at its source what was copied whole.") boolean move,
            @Option(names = "--conflict", paramLabel = "skip|replace|rename", description = "With files that are there already (default: skip); rename keeps both.") String conflict,
            @Parameters(arity = "2..*", paramLabel = "ALIAS:PATH", description = "Files and folders, and last the folder into which they go. /ftp/USER/ALIAS/PATH is one of another user.") List<String> places) {
        List<String> sources = places.subList(0, places.size() - 1);
        try (Portal portal = options.open()) {
            JsonObject wanted = new JsonObject()
                    .put("source", new JsonArray(sources.stream().map(place -> address(portal, place)).toList()))
                    .put("destination", address(portal, places.getLast()))
                    .put("operation", move ? "move" : "copy");
            if (conflict != null) {
                wanted.put("conflict", conflict);
            }
            Answer begun = portal.send("POST", "/copies", wanted);
            String id = portal.object(begun).getString("id");
            portal.done(begun, "Begun. How it goes: ftpcluster copy show " + id);
        }
    }

    /** Of one's own folders by alias and path, or as the API has it. */
    private static String address(Portal portal, String place) {
        if (place.startsWith(FILES)) {
            return place;
        }
        int colon = place.indexOf(':');
        if (colon <= 0 || place.substring(0, colon).contains("/")) {
            throw new CommandException(ExitCodes.USAGE,
                    place + " is no place on a server, which is ALIAS:PATH, such as alpha:/reports/may.pdf");
        }
        String path = place.substring(colon + 1);
        return Stream
                .concat(Stream.of(portal.client().user(), place.substring(0, colon)),
                        Stream.of(path.split("/", -1)).filter(name -> !name.isEmpty()))
                .map(PortalClient::segment)
                .collect(Collectors.joining("/", FILES, path.isEmpty() || path.endsWith("/") ? "/" : ""));
    }

    @Command(name = "list", description = "Copies, the newest first; admins see everyone's, others their own.", footer = {
            "", "Example:", "  ftpcluster copy list --limit 10"})
    void list(@Mixin PortalOptions options,
            @Option(names = "--limit", paramLabel = "N", description = "How many at most (default: 100).") Integer limit) {
        try (Portal portal = options.open()) {
            portal.show(portal.get(new QueryString("/copies").with("limit", limit).path()), found -> {
                Table table = new Table("ID", "USER", "WHAT", "STATE", "FILES", "OF", "BYTES", "OF", "BEGUN", "INTO")
                        .whole("ID", "BEGUN");
                Answer.list(found, "copies")
                        .forEach(copy -> table.row(copy.getString("id"), copy.getString("user"),
                                copy.getString("operation"), copy.getString("state"), number(copy, "files_done"),
                                number(copy, "files_total"), ValueFormat.size(copy.getNumber("bytes_done")),
                                ValueFormat.size(copy.getNumber("bytes_total")),
                                ValueFormat.when(copy.getString("created_at")), copy.getString("destination")));
                return table.text(portal.screen().width());
            });
        }
    }

    private static String number(JsonObject copy, String name) {
        Number value = copy.getNumber(name);
        return value == null ? null : value.toString();
    }

    @Command(name = "show", description = "How far a copy is, and what failed.", footer = {"", "Example:",
            "  ftpcluster copy show 01977d3e-..."})
    void show(@Mixin PortalOptions options, @Parameters(paramLabel = "ID", description = "Of the copy.") String id) {
        try (Portal portal = options.open()) {
            portal.show(portal.get(path(id)), ValueFormat::details);
        }
    }

    @Command(name = "cancel", description = "Cancels copies; files that are done stay done.", footer = {"", "Example:",
            "  ftpcluster copy cancel 01977d3e-..."})
    void cancel(@Mixin PortalOptions options,
            @Parameters(arity = "1..*", paramLabel = "ID", description = "Of the copies.") List<String> ids) {
        try (Portal portal = options.open()) {
            for (String id : ids) {
                Answer cancelled = portal.send("DELETE", path(id), null);
                String state = portal.object(cancelled).getString("state");
                portal.done(cancelled, "The copy " + id + " is " + state + ".");
            }
        }
    }

    private static String path(String id) {
        return "/copies/" + segment(id);
    }
}
