package io.ftpcluster.master.persistence.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.master.persistence.sql.QueryCache.Question;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class QueryCacheTest {

    private static final Question QUESTION = new Question("SELECT name", List.of("1"));

    private final QueryCache answers = new QueryCache(Duration.ofHours(1));
    private int asked;

    private Optional<String> ask(Question question, Supplier<Optional<String>> source) {
        return answers.get(String.class, question, () -> {
            asked++;
            return source.get();
        });
    }

    private String ask(String answer) {
        return ask(QUESTION, () -> Optional.of(answer)).orElseThrow();
    }

    @Test
    void holdUntilTheNextChange() {
        assertEquals("ann", ask("ann"));
        assertEquals("ann", ask("bob"));
        answers.outdate();
        assertEquals("bob", ask("bob"));
        assertEquals(2, asked);
    }

    @Test
    void areNotKeptWhenAChangeCameWhileTheyWereRead() {
        ask(QUESTION, () -> {
            answers.outdate();
            return Optional.of("ann");
        });
        assertEquals("bob", ask("bob"));
    }

    @Test
    void belongToTheirQuestion() {
        ask("ann");
        assertEquals("bob", ask(new Question("SELECT name", List.of("2")), () -> Optional.of("bob")).orElseThrow());
        assertEquals("eve", ask(new Question("SELECT other", List.of("1")), () -> Optional.of("eve")).orElseThrow());
    }

    @Test
    void areKnownWhileTheyHold() {
        assertEquals(Optional.empty(), answers.cached(String.class, QUESTION));
        ask("ann");
        assertEquals(Optional.of("ann"), answers.cached(String.class, QUESTION));
        answers.outdate();
        assertEquals(Optional.empty(), answers.cached(String.class, QUESTION));
    }

    @Test
    void areNotKeptWhenThereIsNoRow() {
        assertEquals(Optional.empty(), ask(QUESTION, Optional::empty));
        assertEquals("ann", ask("ann"));
    }
}
