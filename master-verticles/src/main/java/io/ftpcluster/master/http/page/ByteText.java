package io.ftpcluster.master.http.page;

import java.util.Locale;

/** Amounts of bytes as people read them. */
public final class ByteText {

    private ByteText() {}

    /** Three digits or so, in the units of IEC 80000-13. */
    public static String of(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double scaled = bytes;
        int unit = -1;
        while (scaled >= 1023.95) {
            scaled /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", scaled, "KMGTPE".charAt(unit));
    }
}
