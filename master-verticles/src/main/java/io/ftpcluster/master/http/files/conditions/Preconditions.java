package io.ftpcluster.master.http.files.conditions;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** The conditions of a request, in the order of RFC 9110, 13.2.2. */
public final class Preconditions {

    /** What becomes of the request. */
    public enum Outcome {
        PROCEED,
        NOT_MODIFIED,
        FAILED
    }

    private final MultiMap headers;
    private final Validators current;

    public Preconditions(MultiMap headers, Validators current) {
        this.headers = headers;
        this.current = current;
    }

    /** Whether a change may go on; If-Modified-Since is for GET and HEAD only. */
    boolean allowChange() {
        return stillTheClients() && !anyOfTheClients().orElse(false);
    }

    /** For GET and HEAD. */
    public Outcome evaluate() {
        if (!stillTheClients()) {
            return Outcome.FAILED;
        }
        boolean sameAsClients = anyOfTheClients()
                .orElseGet(() -> !changedSince(HttpHeaders.IF_MODIFIED_SINCE).orElse(true));
        return sameAsClients ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }

    private boolean stillTheClients() {
        return all(HttpHeaders.IF_MATCH)
                .map(list -> matches(list, tag -> current.tag().filter(tag::matchesStrongly).isPresent()))
                .orElseGet(() -> !changedSince("If-Unmodified-Since").orElse(false));
    }

    /** Empty without If-None-Match. */
    private Optional<Boolean> anyOfTheClients() {
        return all(HttpHeaders.IF_NONE_MATCH)
                .map(list -> matches(list, tag -> current.tag().filter(tag::matchesWeakly).isPresent()));
    }

    /** Whether a Range still fits the part that the client has: yes without If-Range (RFC 9110, 13.1.5). */
    public boolean rangeApplies() {
        String ifRange = headers.get("If-Range");
        if (ifRange == null) {
            return true;
        }
        Optional<EntityTag> tag = EntityTag.single(ifRange);
        if (tag.isPresent()) {
            return current.tag().filter(tag.get()::matchesStrongly).isPresent();
        }
        // A date counts only as an exact match of a strong validator.
        return current.settled() && HttpDate.parse(ifRange).equals(current.lastModified());
    }

    /** Empty when there is no such date, or none to compare it with: then the header is ignored. */
    private Optional<Boolean> changedSince(CharSequence header) {
        Optional<Instant> date = Optional.ofNullable(headers.get(header)).flatMap(HttpDate::parse);
        return date.flatMap(since -> current.lastModified().map(modified -> modified.isAfter(since)));
    }

    private static boolean matches(String header, Predicate<EntityTag> isCurrent) {
        return header.strip().equals("*") || EntityTag.list(header).stream().anyMatch(isCurrent);
    }

    private Optional<String> all(CharSequence header) {
        return headers.contains(header) ? Optional.of(String.join(", ", headers.getAll(header))) : Optional.empty();
    }
}
