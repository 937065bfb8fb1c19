package io.ftpcluster.master.cli.fleet;

import io.ftpcluster.master.cli.fleet.YamlNode.Mapping;
import io.ftpcluster.master.cli.fleet.YamlNode.Member;
import io.ftpcluster.master.cli.fleet.YamlNode.Scalar;
import io.ftpcluster.master.cli.fleet.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a file as a whole, and says all that is wrong with it. */
public final class FleetFileReader {

    private static final int MOST_PROBLEMS = 100;
    private static final String FORMAT = "format";
    private static final List<String> KEYS = Stream
            .concat(Stream.of(FORMAT), Arrays.stream(Kind.values()).map(Kind::section))
            .toList();

    private final List<Problem> problems = new ArrayList<>();
    private final Map<Kind, List<Entry>> sections = new EnumMap<>(Kind.class);
    private final Map<Key, Integer> lines = new HashMap<>();

    private FleetFileReader() {}

    /** As many bytes as a file may have. */
    public static int mostBytes() {
        return YamlParser.MOST_BYTES;
    }

    public static FleetFile read(byte[] file) throws FleetFileException {
        YamlNode root = YamlParser.parse(file);
        FleetFileReader reader = new FleetFileReader();
        reader.readAll(root);
        if (!reader.problems.isEmpty()) {
            throw new FleetFileException(reader.problems);
        }
        return new FleetFile(reader.sections);
    }

    private void readAll(YamlNode root) throws FleetFileException {
        if (!(root instanceof Mapping all)) {
            throw new FleetFileException(root.line(), "must have the keys " + String.join(", ", KEYS));
        }
        requireFormat(all);
        for (Member member : all.members()) {
            Optional<Kind> kind = Arrays.stream(Kind.values())
                    .filter(each -> each.section().equals(member.name()))
                    .findFirst();
            if (kind.isPresent()) {
                readSection(kind.get(), member);
            } else if (!member.name().equals(FORMAT)) {
                wrong(member.line(), "unknown key " + member.name() + Suggestion.of(member.name(), KEYS));
            }
        }
    }

    private static void requireFormat(Mapping all) throws FleetFileException {
        Member format = all.members()
                .stream()
                .filter(member -> member.name().equals(FORMAT))
                .findFirst()
                .orElseThrow(() -> new FleetFileException(all.line(), "format: " + FleetFile.FORMAT + " is missing"));
        if (!(format.value() instanceof Scalar number) || !number.text().equals(String.valueOf(FleetFile.FORMAT))) {
            throw new FleetFileException(format.line(),
                    "format: must be " + FleetFile.FORMAT + ", as this version knows no other one");
        }
    }

    private void readSection(Kind kind, Member member) throws FleetFileException {
        if (!(member.value() instanceof Sequence list)) {
            wrong(member.line(), kind.section() + ": must be a list; [] says that there are none");
            return;
        }
        List<Entry> entries = new ArrayList<>();
        for (YamlNode item : list.items()) {
            if (item instanceof Mapping mapping) {
                Entry entry = entry(kind, mapping);
                if (entry != null && isFirst(entry)) {
                    entries.add(entry);
                }
            } else {
                wrong(item.line(), kind.section() + ": each must be a list of keys and values");
            }
        }
        sections.put(kind, entries);
    }

    private boolean isFirst(Entry entry) throws FleetFileException {
        Integer before = lines.putIfAbsent(entry.key().folded(), entry.line());
        if (before != null) {
            wrong(entry.line(), entry.key() + ": is there twice, first in line " + before);
        }
        return before == null;
    }

    /** Null where it can't be told what it is about. */
    private Entry entry(Kind kind, Mapping mapping) throws FleetFileException {
        int begun = problems.size();
        FieldReader reader = new FieldReader();
        for (Member member : mapping.members()) {
            Optional<Field> field = kind.field(member.name());
            if (field.isEmpty()) {
                wrong(member.line(), kind.section() + ": unknown key " + member.name()
                        + Suggestion.of(member.name(), kind.fields().stream().map(Field::name).toList()));
            } else {
                reader.read(field.get(), member).ifPresent(this::add);
                stopAtTooMany();
            }
        }
        List<String> names = new ArrayList<>();
        for (Field field : kind.names()) {
            Object name = reader.values().remove(field.name());
            if (name == null && !reader.lines().containsKey(field.name())) {
                wrong(mapping.line(), kind.section() + ": " + field.name() + " is missing");
            }
            names.add((String) name);
        }
        if (names.contains(null)) {
            return null;
        }
        Entry entry = new Entry(new Key(kind, names), mapping.line(), reader.values(), reader.secrets(),
                reader.lines());
        if (problems.size() == begun) {
            EntryRules.check(entry).forEach(this::add);
            stopAtTooMany();
        }
        return entry;
    }

    private void add(Problem problem) {
        problems.add(problem);
    }

    private void wrong(int line, String text) throws FleetFileException {
        problems.add(new Problem(line, text));
        stopAtTooMany();
    }

    /** So that a small file can't make much work by naming the same part again and again. */
    private void stopAtTooMany() throws FleetFileException {
        if (problems.size() >= MOST_PROBLEMS) {
            throw new FleetFileException(problems);
        }
    }
}
