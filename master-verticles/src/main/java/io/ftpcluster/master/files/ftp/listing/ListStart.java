package io.ftpcluster.master.files.ftp.listing;

import io.ftpcluster.master.files.ftp.listing.format.ListingParser;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.HiddenEntries;
import io.ftpcluster.messages.Files;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;

/**
 * Finds out how a folder is listed: MLSD where the server has it, else LIST, which leaves out hidden entries on some servers
 * unless it is {@code LIST -a}. That is proven by a listing that shows the folder itself, or more entries than plain LIST, all
 * of them with a dot in front. For one listing.
 */
final class ListStart {

    private static final String HIDDEN = "-a";
    /** Enough to see that an option isn't taken for a name. */
    private static final int PROBED = 1000;
    private static final long PROBED_BYTES = 256 * 1024;

    private final FtpSession session;
    private final HiddenEntries hidden;
    private final Queue<Files.Info> read = new ArrayDeque<>();
    private ListCommand command;
    private ListingParser parser;
    private Map<String, Files.Info> probed;
    private boolean misunderstood;
    private boolean matched;

    ListStart(FtpSession session) {
        this.session = session;
        this.hidden = session.capabilities().hidden();
    }

    /** @param option whether {@code LIST -a} is wanted whatever is known about it */
    ListStart begin(boolean option) throws IOException {
        if (!option && session.dialect().has("MLST")) {
            use("MLSD", null, ListingParser.facts());
            // Some announce it and don't know it.
            if (!command.isRefused() || !command.answer().isUnsupported()) {
                return this;
            }
        }
        String system = session.command("SYST").text();
        boolean unix = system.toUpperCase(Locale.ROOT).startsWith("UNIX");
        if (option || (unix && hidden.areShown())) {
            use("LIST", HIDDEN, ListingParser.forSystem(system));
            if (option || !command.isRefused()) {
                return this;
            }
            hidden.notShown();
        }
        if (!unix || !hidden.wantsToKnow() || !probe(system)) {
            use("LIST", null, ListingParser.forSystem(system));
        }
        return this;
    }

    private void use(String verb, String argument, ListingParser lines) throws IOException {
        command = ListCommand.send(session, verb, argument);
        parser = lines;
    }

    /** True when {@code LIST -a} has become the listing; else plain LIST must be asked, and may tell by comparison. */
    private boolean probe(String system) throws IOException {
        use("LIST", HIDDEN, ListingParser.forSystem(system));
        if (command.isRefused()) {
            hidden.notShown();
            return false;
        }
        if (command.lines() == null) {
            hidden.unclear();
            return false;
        }
        command.limit(FolderListing.TOTAL);
        List<Files.Info> entries = new ArrayList<>();
        String line = command.lines().next();
        while (line != null && entries.size() < PROBED && command.lines().total() < PROBED_BYTES) {
            Files.Info entry = parser.parse(line);
            if (entry != null) {
                entries.add(entry);
            }
            if (parser.hasShownSelf()) {
                hidden.shown();
                read.addAll(entries);
                return true;
            }
            line = command.lines().next();
        }
        if (line != null) {
            hidden.unclear();
            Files.Info entry = parser.parse(line);
            if (entry != null) {
                entries.add(entry);
            }
            read.addAll(entries);
            return true;
        }
        if (!command.finish().isPositive()) {
            hidden.notShown();
            return false;
        }
        probed = new HashMap<>();
        entries.forEach(entry -> probed.put(entry.name(), entry));
        misunderstood = parser.unreadable() > 0;
        return false;
    }

    ListCommand command() {
        return command;
    }

    ListingParser parser() {
        return parser;
    }

    /** Entries that were read already. */
    Queue<Files.Info> read() {
        return read;
    }

    /** Tells of an entry of the listing, for the comparison. */
    void listed(Files.Info entry) {
        if (probed != null) {
            matched = true;
            misunderstood |= probed.remove(entry.name()) == null;
        }
    }

    /** After the last: the entries that only {@code LIST -a} has shown. */
    List<Files.Info> onlyHidden() {
        if (probed == null) {
            return List.of();
        }
        List<Files.Info> more = List.copyOf(probed.values());
        probed = null;
        if (misunderstood || more.stream().anyMatch(entry -> !entry.name().startsWith("."))) {
            hidden.notShown();
            return List.of();
        }
        if (more.isEmpty() || (!matched && more.size() == 1)) {
            // An empty folder, or one without hidden entries; and one alone may be an answer about the option.
            hidden.unclear();
            return more;
        }
        hidden.shown();
        return more;
    }
}
