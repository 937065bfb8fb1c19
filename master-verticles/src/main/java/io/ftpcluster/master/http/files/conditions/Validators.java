package io.ftpcluster.master.http.files.conditions;

import io.ftpcluster.messages.Files.Info;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What a client may compare its copy with.
 *
 * @param lastModified whole seconds
 * @param settled whether {@code lastModified} is so long ago that it is a strong validator (RFC 9110, 8.8.2.2)
 */
public record Validators(Optional<EntityTag> tag, Optional<Instant> lastModified, boolean settled) {

    /** A time from a listing without zone or seconds is none: a copy that looks current by it may be stale. */
    public static Validators of(Info info, Instant now) {
        if (info.modified() == null || info.approximate()) {
            return new Validators(Optional.empty(), Optional.empty(), false);
        }
        // RFC 9110, 8.8.2.1: never later than the response itself, whatever the server's clock says.
        Instant modified = info.modified().isAfter(now) ? now : info.modified();
        return new Validators(EntityTag.of(info, now), Optional.of(modified.truncatedTo(ChronoUnit.SECONDS)),
                !info.modified().plus(EntityTag.SETTLED).isAfter(now));
    }
}
