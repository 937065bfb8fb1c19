package io.ftpcluster.master.http.live;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Puts servers' JSON together: alone, or as one event of a stream. In pieces, so that a fleet's text needn't fit into what
 * waits for a slow reader. The pieces may be sent to any number of readers. In an event a long list goes on in further lines of
 * data, so that a reader can parse a large one bit by bit: together they are one JSON text, as is usual for such streams.
 */
final class FleetText {

    private static final int PIECE = 64 * 1024;
    private static final int SERVERS_IN_LINE = 50;
    private static final String NEXT_LINE = "\ndata: ";

    private final Visibility visibility;
    private final String lineEnd;
    private int listed;
    private final List<Buffer> pieces = new ArrayList<>();
    private Buffer piece = Buffer.buffer();

    private FleetText(Visibility visibility, String lineEnd) {
        this.visibility = visibility;
        this.lineEnd = lineEnd;
    }

    /** {@code {"servers": [...]}}, those that the audience sees. */
    static List<Buffer> document(Visibility visibility, Collection<EncodedState> servers) {
        return new FleetText(visibility, "").servers(servers).finished();
    }

    static List<Buffer> one(Visibility visibility, EncodedState server) {
        FleetText text = new FleetText(visibility, "");
        text.server(server, true);
        return text.finished();
    }

    static List<Buffer> statesEvent(Visibility visibility, Collection<EncodedState> servers) {
        return new FleetText(visibility, NEXT_LINE).add("event: states\ndata: ")
                .servers(servers)
                .add("\n\n")
                .finished();
    }

    /** Facts are said only where they are new. */
    static List<Buffer> tickEvent(Visibility visibility, Collection<EncodedState> changed, Collection<String> gone) {
        FleetText text = new FleetText(visibility, NEXT_LINE).add("event: tick\ndata: {\"changed\":[");
        for (EncodedState server : changed) {
            text.separate().server(server, server.hasNewFacts());
        }
        String ids = gone.isEmpty() ? "" : '"' + String.join("\",\"", gone) + '"';
        return text.add("],\"gone\":[" + ids + "]}\n\n").finished();
    }

    private FleetText servers(Collection<EncodedState> servers) {
        add("{\"servers\":[");
        for (EncodedState server : servers) {
            if (visibility.sees(server.id())) {
                separate().server(server, true);
            }
        }
        return add("]}");
    }

    /** Before each server of a list. */
    private FleetText separate() {
        listed++;
        if (listed == 1) {
            return this;
        }
        return add(listed % SERVERS_IN_LINE == 1 ? "," + lineEnd : ",");
    }

    private void server(EncodedState server, boolean withFacts) {
        StateJson.Encoded json = server.json();
        add(json.core());
        if (visibility.isAdmin()) {
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
