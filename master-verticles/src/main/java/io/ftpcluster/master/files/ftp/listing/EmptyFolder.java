package io.ftpcluster.master.files.ftp.listing;

import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.Reply;
import java.util.List;
import java.util.Locale;

/** Tells servers that answer LIST with an error because there is nothing to list from those that have trouble. */
final class EmptyFolder {

    private static final List<String> NOTHING = List.of("empty", "nothing to list", "nothing found", "no entries",
            "keine dateien", "aucun fichier", "nessun file", "ning\u00fan archivo", "no se encontraron",
            "nenhum arquivo", "geen bestanden", "inga filer");
    private static final List<String> THINGS = List.of("file", "data set", "dataset", "member", "entr", "match",
            "document", "object", "item", "job", "object");
    private static final List<String> TROUBLE = List.of("permission", "access", "denied", "allow", "authori", "busy",
            "lock", "timed out", "timeout", "time out", "tls", "ssl", "secur", "protect", "connection", "socket",
            "port", "abort", "again", "later", "lost", "fail", "error", "quota", "limit", "overload", "not logged in",
            "disk", "space", "unavailable", "memory", "too many");

    private EmptyFolder() {}

    /** Only for a folder that the session is in, which is why it isn't missing. */
    static boolean isMeant(Reply reply) {
        if (Failures.isDenied(reply)) {
            return false;
        }
        String text = reply.text().toLowerCase(Locale.ROOT);
        if (TROUBLE.stream().anyMatch(text::contains)) {
            return false;
        }
        return reply.code() == 450 || (reply.code() == 550 && saysNothing(text));
    }

    private static boolean saysNothing(String text) {
        return NOTHING.stream().anyMatch(text::contains)
                || (text.contains("no ") && !text.contains("no such") && THINGS.stream().anyMatch(text::contains))
                || (text.contains("not found") && THINGS.stream().anyMatch(text::contains) && !text.contains("director")
                        && !text.contains("folder"));
    }
}
