package io.ftpcluster.master.http.page;

import java.time.Duration;

/** How long something took, for people: the two largest units. */
public final class DurationText {

    private static final char SPACE = '\u00a0';

    private DurationText() {}

    /** What is negative, as clocks differ, counts as nothing. */
    public static String of(Duration time) {
        if (time.toDays() > 0) {
            return both(time.toDays(), "d", time.toHoursPart(), "h");
        }
        if (time.toHours() > 0) {
            return both(time.toHours(), "h", time.toMinutesPart(), "min");
        }
        return time.toMinutes() > 0
                ? both(time.toMinutes(), "min", time.toSecondsPart(), "s")
                : one(Math.max(0, time.toSeconds()), "s");
    }

    private static String both(long large, String largeUnit, int small, String smallUnit) {
        return small == 0 ? one(large, largeUnit) : one(large, largeUnit) + SPACE + one(small, smallUnit);
    }

    private static String one(long amount, String unit) {
        return "" + amount + SPACE + unit;
    }
}
