package io.ftpcluster.master.persistence.legacy;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What somebody says the tables and columns are called, in place of what is looked for. */
public final class LegacyNames {

    private final Map<Part, String> tables = new EnumMap<>(Part.class);
    private final Map<Field, String> columns = new EnumMap<>(Field.class);

    /**
     * Fails INVALID for what there isn't.
     *
     * @param tables such as {@code users} and what it is called
     * @param columns such as {@code users.username} and what it is called
     */
    public static LegacyNames of(Map<String, String> tables, Map<String, String> columns) {
        LegacyNames names = new LegacyNames();
        tables.forEach((usual, name) -> names.tables.put(Stream.of(Part.values())
                .filter(part -> part.usual().equals(usual))
                .findFirst()
                .orElseThrow(() -> unknown("--table", usual, Stream.of(Part.values()).map(Part::usual).toList())),
                name));
        columns.forEach((usual, name) -> names.columns.put(Field.named(usual)
                .orElseThrow(() -> unknown("--column", usual, Stream.of(Field.values()).map(Field::text).toList())),
                name));
        return names;
    }

    private static FailureException unknown(String option, String given, List<String> known) {
        return Failure
                .of(FailureCode.INVALID,
                        option + ": there is no " + given + "; these can be named: "
                                + known.stream().collect(Collectors.joining(", ")))
                .exception();
    }

    Optional<String> table(Part part) {
        return Optional.ofNullable(tables.get(part));
    }

    Optional<String> column(Field field) {
        return Optional.ofNullable(columns.get(field));
    }
}
