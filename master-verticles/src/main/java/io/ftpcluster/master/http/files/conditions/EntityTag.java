package io.ftpcluster.master.http.files.conditions;

import io.ftpcluster.messages.Files.Info;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A validator of what a file holds (RFC 9110, 8.8.3).
 *
 * @param weak whether the bytes may differ though the tag is the same
 * @param opaque the text between the quotes
 */
public record EntityTag(boolean weak, String opaque) {

    /** Servers tell times in seconds, so a file this young may still change without its time changing. */
    static final Duration SETTLED = Duration.ofSeconds(2);

    private static final Pattern TAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\"");
    private static final Pattern LIST_GAP = Pattern.compile("[ \\t,]*");

    /** From size and time; none where either is unknown or the time is only approximate. */
    static Optional<EntityTag> of(Info info, Instant now) {
        if (info.size() < 0 || info.modified() == null || info.approximate()) {
            return Optional.empty();
        }
        String opaque = Long.toHexString(info.size()) + "-" + Long.toHexString(info.modified().toEpochMilli());
        boolean weak = info.modified().plus(SETTLED).isAfter(now);
        // A tag given out while the file was young must not match once the file has settled, perhaps otherwise.
        return Optional.of(new EntityTag(weak, weak ? opaque + "-w" : opaque));
    }

    /** The tags of an If-Match or If-None-Match list; what can't be read ends the list. */
    static List<EntityTag> list(String header) {
        List<EntityTag> tags = new ArrayList<>();
        Matcher gap = LIST_GAP.matcher(header);
        Matcher tag = TAG.matcher(header);
        int at = 0;
        while (at < header.length()) {
            at = gap.region(at, header.length()).lookingAt() ? gap.end() : at;
            if (!tag.region(at, header.length()).lookingAt()) {
                break;
            }
            tags.add(new EntityTag(tag.group(1) != null, tag.group(2)));
            at = tag.end();
        }
        return tags;
    }

    /** Exactly one tag, as in If-Range; none if it is anything else. */
    static Optional<EntityTag> single(String header) {
        Matcher tag = TAG.matcher(header.strip());
        return tag.matches() ? Optional.of(new EntityTag(tag.group(1) != null, tag.group(2))) : Optional.empty();
    }

    boolean matchesStrongly(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    boolean matchesWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** As it stands in an ETag header. */
    public String text() {
        return (weak ? "W/\"" : "\"") + opaque + '"';
    }
}
