package io.ftpcluster.master.cli.fleet;

import java.util.List;

/** A part of a YAML document. Nothing is made of its scalars yet: what they mean depends on where they stand. */
sealed interface YamlNode {

    /** Where it begins; the first line is 1. */
    int line();

    /** @param plain without quotes */
    record Scalar(int line, String text, boolean plain) implements YamlNode {

        /** As YAML 1.2 writes it. */
        boolean isNull() {
            return plain && switch (text) {
                case "", "~", "null", "Null", "NULL" -> true;
                default -> false;
            };
        }
    }

    record Sequence(int line, List<YamlNode> items) implements YamlNode {}

    record Mapping(int line, List<Member> members) implements YamlNode {}

    record Member(int line, String name, YamlNode value) {}
}
