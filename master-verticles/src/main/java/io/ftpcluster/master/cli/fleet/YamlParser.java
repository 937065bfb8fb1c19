package io.ftpcluster.master.cli.fleet;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One YAML 1.2 document as a tree. What an alias stands for is there once, however often it is named; tags, duplicate keys and
 * whatever a fleet has no use for are refused.
 */
final class YamlParser {

    static final int MOST_BYTES = 8 << 20;
    private static final int MOST_NODES = 1_000_000;
    private static final int MOST_DEPTH = 16;

    private final Iterator<Event> events;
    private final Map<Anchor, YamlNode> anchors = new HashMap<>();
    private int nodes;
    private int depth;

    private YamlParser(String text) {
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(MOST_BYTES + 1).build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    static YamlNode parse(byte[] file) throws FleetFileException {
        if (file.length > MOST_BYTES) {
            throw new FleetFileException(1, "has more than " + (MOST_BYTES >> 20) + " MiB");
        }
        try {
            return new YamlParser(decoded(file)).document();
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> where = e.getProblemMark().or(e::getContextMark);
            throw new FleetFileException(where.map(YamlParser::line).orElse(1), "is no YAML: "
                    + firstLine(e.getContext() == null ? e.getProblem() : e.getContext() + ", " + e.getProblem()));
        } catch (YamlEngineException e) {
            throw new FleetFileException(1, "is no YAML: " + firstLine(e.getMessage()));
        }
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }

    /** Without its byte order mark. */
    private static String decoded(byte[] file) throws FleetFileException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(file);
        CharBuffer out = CharBuffer.allocate(file.length);
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            throw new FleetFileException(1 + (int) out.chars().filter(c -> c == '\n').count(),
                    "has bytes that are no UTF-8");
        }
        String text = out.toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private YamlNode document() throws FleetFileException {
        events.next(); // Of the stream.
        Event begin = events.next();
        if (begin.getEventId() == Event.ID.StreamEnd) {
            throw new FleetFileException(1, "has nothing in it");
        }
        YamlNode root = node(events.next());
        events.next(); // Of the document.
        Event end = events.next();
        if (end.getEventId() != Event.ID.StreamEnd) {
            throw new FleetFileException(line(end), "a second document begins here; a fleet is one");
        }
        return root;
    }

    private YamlNode node(Event event) throws FleetFileException {
        if (++nodes > MOST_NODES) {
            throw new FleetFileException(line(event), "has more than " + MOST_NODES + " keys and values");
        }
        if (event instanceof AliasEvent alias) {
            YamlNode named = anchors.get(alias.getAlias());
            if (named == null) {
                throw new FleetFileException(line(event),
                        "*" + alias.getAlias().getValue() + " names nothing before it");
            }
            return named;
        }
        requireNoTag(event);
        YamlNode node = switch (event.getEventId()) {
            case Scalar -> {
                ScalarEvent scalar = (ScalarEvent) event;
                yield new YamlNode.Scalar(line(event), scalar.getValue(), scalar.isPlain());
            }
            case SequenceStart -> sequence(event);
            case MappingStart -> mapping(event);
            default -> throw new FleetFileException(line(event), "is no YAML");
        };
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
        return node;
    }

    private static void requireNoTag(Event event) throws FleetFileException {
        Optional<String> tag = switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> Optional.empty();
        };
        if (tag.isPresent()) {
            throw new FleetFileException(line(event), "tags are not taken: " + tag.get());
        }
    }

    private YamlNode sequence(Event begin) throws FleetFileException {
        enter(begin);
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event));
        }
        depth--;
        return new YamlNode.Sequence(line(begin), items);
    }

    private YamlNode mapping(Event begin) throws FleetFileException {
        enter(begin);
        List<YamlNode.Member> members = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(node(event) instanceof YamlNode.Scalar key)) {
                throw new FleetFileException(line(event), "a key must be a word");
            }
            Integer before = lines.putIfAbsent(key.text(), line(event));
            if (before != null) {
                throw new FleetFileException(line(event), key.text() + ": is there twice, first in line " + before);
            }
            members.add(new YamlNode.Member(line(event), key.text(), node(events.next())));
        }
        depth--;
        return new YamlNode.Mapping(line(begin), members);
    }

    private void enter(Event begin) throws FleetFileException {
        if (++depth > MOST_DEPTH) {
            throw new FleetFileException(line(begin), "is nested too deeply");
        }
    }

    private static int line(Event event) {
        return event.getStartMark().map(YamlParser::line).orElse(1);
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
