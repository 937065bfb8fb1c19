package io.ftpcluster.master.http.live;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Puts servers' JSON together: alone, or as one event of a stream. In pieces, so that a fleet's text needn't fit into what
 * waits for a slow reader. The pieces may be sent to any number of readers.
 */
final class FleetText {

    private static final int PIECE = 64 * 1024;

    private final Audience audience;
    private final List<Buffer> pieces = new ArrayList<>();
    private Buffer piece = Buffer.buffer();

    private FleetText(Audience audience) {
        this.audience = audience;
    }

    /** {@code {"servers": [...]}}, those that the audience sees. */
    static List<Buffer> document(Audience audience, Collection<Known> servers) {
        return new FleetText(audience).servers(servers).finished();
    }

    static List<Buffer> one(Audience audience, Known server) {
        FleetText text = new FleetText(audience);
        text.server(server, true);
        return text.finished();
    }

    static List<Buffer> statesEvent(Audience audience, Collection<Known> servers) {
        return new FleetText(audience).add("event: states\ndata: ").servers(servers).add("\n\n").finished();
    }

    /** Facts are said only where they are new. */
    static List<Buffer> tickEvent(Audience audience, Collection<Known> changed, Collection<String> gone) {
        FleetText text = new FleetText(audience).add("event: tick\ndata: {\"changed\":[");
        boolean first = true;
        for (Known server : changed) {
            text.add(first ? "" : ",").server(server, server.hasNewFacts());
            first = false;
        }
        String ids = gone.isEmpty() ? "" : '"' + String.join("\",\"", gone) + '"';
        return text.add("],\"gone\":[" + ids + "]}\n\n").finished();
    }

    private FleetText servers(Collection<Known> servers) {
        add("{\"servers\":[");
        boolean first = true;
        for (Known server : servers) {
            if (audience.sees(server.id())) {
                add(first ? "" : ",").server(server, true);
                first = false;
            }
        }
        return add("]}");
    }

    private void server(Known server, boolean withFacts) {
        StateJson.Encoded json = server.json();
        add(json.core());
        if (audience.isAdmin()) {
            add(json.details());
            if (withFacts) {
                add(json.facts());
            }
        }
        add("}");
    }

    private FleetText add(String text) {
        return add(Buffer.buffer(text));
    }

    private FleetText add(Buffer bytes) {
        piece.appendBuffer(bytes);
        if (piece.length() >= PIECE) {
            pieces.add(piece);
            piece = Buffer.buffer();
        }
        return this;
    }

    private List<Buffer> finished() {
        pieces.add(piece);
        return List.copyOf(pieces);
    }
}
