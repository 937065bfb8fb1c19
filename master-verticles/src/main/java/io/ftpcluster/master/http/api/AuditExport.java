package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Audit;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All events that fit, as a file: read page by page, as fast as the client takes it. */
final class AuditExport {

    private static final String COLUMNS = "at,username,remote_address,action,target,detail,request_id\r\n";

    enum Format {
        /** RFC 4180. */
        CSV("text/csv; charset=utf-8; header=present", COLUMNS),
        /** JSON Lines: one object a line. */
        JSONL("application/jsonl", "");

        private final String type;
        private final String head;

        Format(String type, String head) {
            this.type = type;
            this.head = head;
        }

        private String line(Audit.Event event) {
            return this == CSV ? csv(event) : Json.encode(Views.event(event)) + "\n";
        }
    }

    private final Bus bus;
    private final RoutingContext context;
    private final HttpServerResponse response;
    private final Format format;
    private final Audit.Filter filter;

    AuditExport(Bus bus, RoutingContext context, Format format, Audit.Filter filter) {
        this.bus = bus;
        this.context = context;
        this.response = context.response();
        this.format = format;
        this.filter = filter;
    }

    void send() {
        page(null).onSuccess(first -> {
            response.putHeader(HttpHeaders.CONTENT_TYPE, format.type)
                    .putHeader("Content-Disposition",
                            "attachment; filename=\"audit." + format.name().toLowerCase(Locale.ROOT) + "\"")
                    .setChunked(true);
            write(format.head, first);
        }).onFailure(context::fail);
    }

    private Future<Audit.Events> page(String before) {
        return bus.request(Audit.LIST, new Audit.Find(filter, before, Audit.Find.MAX));
    }

    private void write(String head, Audit.Events events) {
        if (response.closed()) {
            return;
        }
        Buffer text = Buffer.buffer(head + events.events().stream().map(format::line).collect(Collectors.joining()));
        if (events.next() == null) {
            response.end(text);
            return;
        }
        response.write(text)
                .compose(sent -> drained())
                .compose(drained -> page(events.next()))
                .onSuccess(next -> write("", next))
                .onFailure(context::fail);
    }

    private Future<Void> drained() {
        if (!response.writeQueueFull()) {
            return Future.succeededFuture();
        }
        Promise<Void> drained = Promise.promise();
        response.drainHandler(v -> drained.tryComplete());
        return drained.future();
    }

    private static String csv(Audit.Event event) {
        return Stream
                .of(event.at().toString(), event.username(), event.remoteAddress(), event.action(), event.target(),
                        event.detail(), event.requestId())
                .map(AuditExport::cell)
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    /** Spreadsheets calculate what begins like a formula, whoever wrote it: such a text gets an apostrophe before it. */
    private static String cell(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean plain = Stream.of(",", "\"", "\n", "\r").noneMatch(safe::contains);
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
