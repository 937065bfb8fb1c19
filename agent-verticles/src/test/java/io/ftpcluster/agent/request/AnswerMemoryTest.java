package io.ftpcluster.agent.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.AnswerFrame;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerMemoryTest {

    private final AnswerMemory memory = new AnswerMemory(at(0));

    /** A time that overflows while the tests last, as those of {@link System#nanoTime} may. */
    private static long at(long later) {
        return Long.MAX_VALUE - 10 + later;
    }

    private void put(String id, int bytes, long cameAt, long answeredAt) {
        memory.put(id,
                new AnswerMemory.Remembered("digest", new AnswerFrame(id, null, Map.of()), bytes, cameAt, answeredAt));
    }

    @Test
    void theOldestOfTooManyIsForgotten() {
        for (int i = 0; i < AnswerMemory.MOST + 1; i++) {
            put("id" + i, 1, at(i), at(1000 + i));
        }
        assertNull(memory.find("id0", at(2000)));
        assertEquals("id1", memory.find("id1", at(2000)).answer().id());
        assertEquals("id" + AnswerMemory.MOST, memory.find("id" + AnswerMemory.MOST, at(2000)).answer().id());
    }

    @Test
    void theOldestOfTooManyBytesAreForgotten() {
        put("small", 1, at(0), at(1));
        put("large", AnswerMemory.MOST_BYTES, at(0), at(2));
        assertNull(memory.find("small", at(3)));
        assertNotNull(memory.find("large", at(3)));
        put("next", 1, at(0), at(3));
        assertNull(memory.find("large", at(3)));
        assertNotNull(memory.find("next", at(3)));
    }

    @Test
    void whatIsOldIsForgotten() {
        put("old", 1, at(0), at(1));
        long end = at(1) + AnswerMemory.KEPT.toNanos();
        assertNotNull(memory.find("old", end));
        assertNull(memory.find("old", end + 1));
    }

    @Test
    void knowsSinceWhenNothingIsMissing() {
        assertFalse(memory.isCompleteSince(at(0)), "what came before the agent began");
        assertTrue(memory.isCompleteSince(at(1)));
        // It took long: the one that came after it was answered before.
        put("quick", 1, at(7), at(8));
        put("slow", 1, at(5), at(9));
        assertTrue(memory.isCompleteSince(at(1)));
        memory.find("any", at(8) + AnswerMemory.KEPT.toNanos() + 1);
        assertFalse(memory.isCompleteSince(at(7)));
        assertTrue(memory.isCompleteSince(at(8)));
        memory.find("any", at(9) + AnswerMemory.KEPT.toNanos() + 1);
        assertTrue(memory.isCompleteSince(at(8)));
    }
}
