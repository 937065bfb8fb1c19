package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.request.QueryFields;
import io.ftpcluster.messages.Audit;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an address asks of the trail.
 *
 * @param typed as it was typed, to fill the form again
 */
record AuditQuery(Audit.Filter filter, String before, int limit, Map<String, Object> typed) {

    private static final int USUAL = 100;
    private static final int MAX_TEXT = 200;

    static AuditQuery of(RoutingContext context) {
        MultiMap given = context.queryParams();
        Map<String, Object> typed = new LinkedHashMap<>();
        Audit.Filter filter = new Audit.Filter(text(given, "q", typed), text(given, "user", typed),
                text(given, "action", typed), moment(given, "since", 0, typed), moment(given, "until", 1, typed));
        int limit = QueryFields.number(context, "limit", 1, Audit.Find.MAX).orElse(USUAL);
        return new AuditQuery(filter, textOf(given, "before"), limit, typed);
    }

    Audit.Find find() {
        return new Audit.Find(filter, before, limit);
    }

    private static String text(MultiMap given, String name, Map<String, Object> typed) {
        String text = textOf(given, name);
        typed.put(name, text == null ? "" : text);
        return text;
    }

    /** Null when nothing is there. */
    private static String textOf(MultiMap given, String name) {
        String text = given.get(name);
        if (text != null && text.length() > MAX_TEXT) {
            throw Failure.invalid(name, "must have at most " + MAX_TEXT + " characters").exception();
        }
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** @param days that a date alone stands for, too: the last one is meant whole */
    private static Instant moment(MultiMap given, String name, int days, Map<String, Object> typed) {
        String text = text(given, name, typed);
        if (text == null) {
            return null;
        }
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).plusDays(days).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw Failure.invalid(name, "must be a date such as 2026-07-26, or a time such as 2026-07-26T19:46:25Z")
                    .causedBy(e);
        }
    }
}
