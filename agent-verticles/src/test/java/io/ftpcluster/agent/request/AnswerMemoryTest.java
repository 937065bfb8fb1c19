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

    private static final long START = Long.MAX_VALUE - 10;

    private final AnswerMemory memory = new AnswerMemory(START);

    private void put(String id, int bytes, long cameAt, long answeredAt) {
        memory.put(id,
                new AnswerMemory.Remembered("digest", new AnswerFrame(id, null, Map.of()), bytes, cameAt, answeredAt));
    }

    @Test
    void theOldestOfTooManyIsForgotten() {
        for (int i = 0; i < AnswerMemory.MOST + 1; i++) {
            put("id" + i, 1, START + i, START + 1000 + i);
        }
        assertNull(memory.find("id0", START + 2000));
        assertEquals("id1", memory.find("id1", START + 2000).answer().id());
        assertEquals("id" + AnswerMemory.MOST, memory.find("id" + AnswerMemory.MOST, START + 2000).answer().id());
    }

    @Test
    void theOldestOfTooManyBytesAreForgotten() {
        put("small", 1, START, START + 1);
        put("large", AnswerMemory.MOST_BYTES, START, START + 2);
        assertNull(memory.find("small", START + 3));
        assertNotNull(memory.find("large", START + 3));
        put("next", 1, START, START + 3);
        assertNull(memory.find("large", START + 3));
        assertNotNull(memory.find("next", START + 3));
    }

    @Test
    void whatIsOldIsForgotten() {
        put("old", 1, START, START + 1);
        long end = START + 1 + AnswerMemory.KEPT.toNanos();
        assertNotNull(memory.find("old", end));
        assertNull(memory.find("old", end + 1));
    }

    @Test
    void knowsSinceWhenNothingIsMissing() {
        assertFalse(memory.isCompleteSince(START), "what came before the agent began");
        assertTrue(memory.isCompleteSince(START + 1));
        // It took long: the one that came after it was answered before.
        put("quick", 1, START + 7, START + 8);
        put("slow", 1, START + 5, START + 9);
        assertTrue(memory.isCompleteSince(START + 1));
        memory.find("any", START + 8 + AnswerMemory.KEPT.toNanos() + 1);
        assertFalse(memory.isCompleteSince(START + 7));
        assertTrue(memory.isCompleteSince(START + 8));
        memory.find("any", START + 9 + AnswerMemory.KEPT.toNanos() + 1);
        assertTrue(memory.isCompleteSince(START + 8));
    }
}
