package io.ftpcluster.master.copies;

import io.ftpcluster.messages.RawNames;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What a file is called where its own name is taken: {@code report (2).pdf}. */
final class NumberedName {

    /** What nearly all file systems take. */
    private static final int MOST_BYTES = 255;

    private NumberedName() {}

    /** The same name for 1; as long as a name may be at most, at the cost of the stem's end. */
    static String of(String name, int number) {
        if (number == 1) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String end = " (" + number + ")" + (dot > 0 ? name.substring(dot) : "");
        while (stem.length() > 1 && bytes(stem + end) > MOST_BYTES) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + end;
    }

    private static int bytes(String name) {
        try {
            return RawNames.encode(name, StandardCharsets.UTF_8).length;
        } catch (CharacterCodingException e) {
            return name.length();
        }
    }
}
