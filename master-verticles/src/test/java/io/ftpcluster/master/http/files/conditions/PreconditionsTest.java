package io.ftpcluster.master.http.files.conditions;

import static io.ftpcluster.master.http.files.conditions.Preconditions.Outcome.FAILED;
import static io.ftpcluster.master.http.files.conditions.Preconditions.Outcome.NOT_MODIFIED;
import static io.ftpcluster.master.http.files.conditions.Preconditions.Outcome.PROCEED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.master.http.files.conditions.Preconditions.Outcome;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionsTest {

    private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37Z");
    private static final String SAME = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
    private static final String AFTER = "Sun, 06 Nov 1994 08:49:38 GMT";
    private static final Validators STRONG = new Validators(Optional.of(new EntityTag(false, "now")),
            Optional.of(MODIFIED), true);
    private static final Validators WEAK = new Validators(Optional.of(new EntityTag(true, "now")),
            Optional.of(MODIFIED), false);
    private static final Validators NONE = new Validators(Optional.empty(), Optional.empty(), false);

    private static Preconditions of(Validators current, String... headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            map.add(headers[i], headers[i + 1]);
        }
        return new Preconditions(map, current);
    }

    private static Outcome evaluate(Validators current, String... headers) {
        return of(current, headers).evaluate();
    }

    @Test
    void proceedsWithoutConditions() {
        assertEquals(PROCEED, evaluate(STRONG));
    }

    @Test
    void ifMatchComparesStrongly() {
        assertEquals(PROCEED, evaluate(STRONG, "If-Match", "\"old\", \"now\""));
        assertEquals(PROCEED, evaluate(STRONG, "If-Match", "*"));
        assertEquals(FAILED, evaluate(STRONG, "If-Match", "\"old\""));
        assertEquals(FAILED, evaluate(STRONG, "If-Match", "W/\"now\""));
        assertEquals(FAILED, evaluate(WEAK, "If-Match", "W/\"now\""));
        assertEquals(FAILED, evaluate(NONE, "If-Match", "\"now\""));
        assertEquals(PROCEED, evaluate(NONE, "If-Match", "*"));
    }

    @Test
    void ifUnmodifiedSinceCountsOnlyWithoutIfMatch() {
        assertEquals(FAILED, evaluate(STRONG, "If-Unmodified-Since", BEFORE));
        assertEquals(PROCEED, evaluate(STRONG, "If-Unmodified-Since", SAME));
        assertEquals(PROCEED, evaluate(STRONG, "If-Unmodified-Since", AFTER));
        assertEquals(PROCEED, evaluate(STRONG, "If-Unmodified-Since", "yesterday"));
        assertEquals(PROCEED, evaluate(NONE, "If-Unmodified-Since", BEFORE));
        assertEquals(PROCEED, evaluate(STRONG, "If-Match", "\"now\"", "If-Unmodified-Since", BEFORE));
    }

    @Test
    void ifNoneMatchComparesWeakly() {
        assertEquals(NOT_MODIFIED, evaluate(STRONG, "If-None-Match", "\"now\""));
        assertEquals(NOT_MODIFIED, evaluate(STRONG, "If-None-Match", "\"old\", W/\"now\""));
        assertEquals(NOT_MODIFIED, evaluate(WEAK, "If-None-Match", "\"now\""));
        assertEquals(NOT_MODIFIED, evaluate(STRONG, "If-None-Match", "*"));
        assertEquals(PROCEED, evaluate(STRONG, "If-None-Match", "\"old\""));
        assertEquals(PROCEED, evaluate(NONE, "If-None-Match", "\"now\""));
        assertEquals(NOT_MODIFIED, evaluate(STRONG, "If-None-Match", "\"old\"", "If-None-Match", "\"now\""));
    }

    @Test
    void ifModifiedSinceCountsOnlyWithoutIfNoneMatch() {
        assertEquals(NOT_MODIFIED, evaluate(STRONG, "If-Modified-Since", SAME));
        assertEquals(NOT_MODIFIED, evaluate(STRONG, "If-Modified-Since", AFTER));
        assertEquals(PROCEED, evaluate(STRONG, "If-Modified-Since", BEFORE));
        assertEquals(PROCEED, evaluate(STRONG, "If-Modified-Since", "0"));
        assertEquals(PROCEED, evaluate(NONE, "If-Modified-Since", AFTER));
        assertEquals(PROCEED, evaluate(STRONG, "If-None-Match", "\"old\"", "If-Modified-Since", AFTER));
    }

    @Test
    void aFailedIfMatchComesBeforeNotModified() {
        assertEquals(FAILED, evaluate(STRONG, "If-Match", "\"old\"", "If-None-Match", "\"now\""));
        assertEquals(FAILED, evaluate(STRONG, "If-Unmodified-Since", BEFORE, "If-None-Match", "\"now\""));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', value = {"\"now\", true", "\"old\", false", "W/\"now\", false",
            "|" + SAME + "|, true", "|" + AFTER + "|, false", "|" + BEFORE + "|, false", "garbage, false"})
    void ifRangeNeedsAnExactStrongMatch(String header, boolean applies) {
        assertEquals(applies, of(STRONG, "If-Range", header).rangeApplies());
        assertEquals(false, of(WEAK, "If-Range", header).rangeApplies());
        assertEquals(false, of(NONE, "If-Range", header).rangeApplies());
    }

    @Test
    void aRangeAppliesWithoutIfRange() {
        assertEquals(true, of(NONE).rangeApplies());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994"})
    void readsTheThreeFormsOfDates(String text) {
        assertEquals(Optional.of(MODIFIED), HttpDate.parse(text));
        assertEquals(SAME, HttpDate.text(MODIFIED.plusMillis(999)));
    }
}
