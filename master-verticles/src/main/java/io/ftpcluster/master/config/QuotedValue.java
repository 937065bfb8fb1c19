package io.ftpcluster.master.config;

import io.ftpcluster.text.Printable;

/** Text for messages of one line. */
final class QuotedValue {

    private static final int MAX_SHOWN = 80;

    private QuotedValue() {}

    /** A value in quotes, cut and without line breaks; never for a secret. */
    static String shown(String value) {
        String cut = value.length() > MAX_SHOWN ? value.substring(0, MAX_SHOWN) + "..." : value;
        return "'" + Printable.line(cut) + "'";
    }
}
