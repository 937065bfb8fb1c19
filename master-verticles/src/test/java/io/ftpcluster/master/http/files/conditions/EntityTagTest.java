package io.ftpcluster.master.http.files.conditions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {

    private static final Instant CHANGED = Instant.parse("2026-01-01T12:00:00Z");

    private static Optional<EntityTag> tag(long size, Instant modified, boolean approximate, Instant now) {
        return EntityTag.of(new Info("f", Files.Type.FILE, size, modified, approximate), now);
    }

    @Test
    void isStrongOnceTheFileHasSettled() {
        assertTrue(tag(1, CHANGED, false, CHANGED.plusMillis(1999)).orElseThrow().weak());
        assertFalse(tag(1, CHANGED, false, CHANGED.plusMillis(2000)).orElseThrow().weak());
        assertTrue(tag(1, CHANGED, false, CHANGED.minusSeconds(60)).orElseThrow().weak());
    }

    @Test
    void ofAYoungFileNeverMatchesTheSettledOne() {
        EntityTag young = tag(1, CHANGED, false, CHANGED).orElseThrow();
        EntityTag settled = tag(1, CHANGED, false, CHANGED.plusSeconds(9)).orElseThrow();
        assertFalse(young.matchesWeakly(settled));
    }

    @Test
    void differsBySizeAndTime() {
        Instant now = CHANGED.plusSeconds(60);
        assertNotEquals(tag(1, CHANGED, false, now), tag(2, CHANGED, false, now));
        assertNotEquals(tag(1, CHANGED, false, now), tag(1, CHANGED.plusSeconds(1), false, now));
        assertEquals(tag(1, CHANGED, false, now), tag(1, CHANGED, false, now.plusSeconds(60)));
    }

    @Test
    void needsSizeAndExactTime() {
        assertEquals(Optional.empty(), tag(-1, CHANGED, false, CHANGED.plusSeconds(60)));
        assertEquals(Optional.empty(), tag(1, null, false, CHANGED));
        assertEquals(Optional.empty(), tag(1, CHANGED, true, CHANGED.plusSeconds(60)));
    }

    @Test
    void readsLists() {
        assertEquals(List.of(new EntityTag(false, "a"), new EntityTag(true, "b,c"), new EntityTag(false, "")),
                EntityTag.list(" \"a\" , W/\"b,c\",, \"\""));
        assertEquals(List.of(new EntityTag(false, "a")), EntityTag.list("\"a\", broken, \"b\""));
        assertEquals(List.of(), EntityTag.list(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\"a", "w/\"a\"", "\"a\",\"b\"", "*", ""})
    void isSingleOrNothing(String header) {
        assertEquals(Optional.empty(), EntityTag.single(header));
    }

    @Test
    void comparesAsRfc9110Shows() {
        EntityTag weak = new EntityTag(true, "1");
        EntityTag strong = new EntityTag(false, "1");
        assertFalse(weak.matchesStrongly(weak));
        assertTrue(weak.matchesWeakly(weak));
        assertFalse(weak.matchesStrongly(strong));
        assertTrue(weak.matchesWeakly(strong));
        assertTrue(strong.matchesStrongly(strong));
        assertFalse(strong.matchesWeakly(new EntityTag(false, "2")));
        assertEquals("W/\"1\"", weak.text());
        assertEquals("\"1\"", strong.text());
    }
}
