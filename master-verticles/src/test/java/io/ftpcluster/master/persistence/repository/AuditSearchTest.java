package io.ftpcluster.master.persistence.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.persistence.TestStore;
import io.ftpcluster.master.persistence.Kind;
import io.ftpcluster.messages.Audit.Entry;
import io.ftpcluster.messages.Audit.Event;
import io.ftpcluster.messages.Audit.Events;
import io.ftpcluster.messages.Audit.Filter;
import io.ftpcluster.messages.Audit.Find;
import io.ftpcluster.testing.Actors;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What of the trail is found, and that all of it is, page by page. */
@ParameterizedClass
@EnumSource(Kind.class)
class AuditSearchTest {

    private static final Instant NOON = Instant.parse("2026-07-26T12:00:00Z");

    @RegisterExtension
    private final TestStore store;

    AuditSearchTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        store.audit.addAll(List.of(at(0, "Ann", "session.create", "Ann", "curl"),
                at(1, "bob", "file.download", "/alpha/100%_done!.txt", "bytes=0-1"),
                at(2, "ann", "file.delete", "/alpha/Über.txt", ""),
                at(3, "mallory", "session.refused", "mallory", "wrong password")));
    }

    @Test
    void findsPartsOfAnyTextInAnyCase() {
        assertEquals(List.of("session.refused"), found(text("WRONG pass")));
        assertEquals(List.of("file.delete", "file.download"), found(text("/ALPHA/")));
        assertEquals(List.of("session.create"), found(text("Curl")));
    }

    @Test
    void whatLikeTakesForAPatternIsText() {
        assertEquals(List.of("file.download"), found(text("100%_done!")));
        assertEquals(List.of("file.download"), found(text("%")));
        assertEquals(List.of("file.download"), found(text("_")));
        assertEquals(List.of(), found(text("1%done")));
        assertEquals(List.of(), found(text("' OR 1=1 --")));
    }

    @Test
    void findsByUserActionAndTime() {
        assertEquals(List.of("file.delete", "session.create"), found(new Filter(null, "ANN", null, null, null)));
        assertEquals(List.of("session.refused", "session.create"),
                found(new Filter(null, null, "session", null, null)));
        assertEquals(List.of("file.delete", "file.download"),
                found(new Filter(null, null, null, NOON.plusSeconds(1), NOON.plusSeconds(3))));
        assertEquals(List.of("file.delete"), found(new Filter("alpha", "ann", "file", NOON, NOON.plusSeconds(60))));
    }

    @Test
    void pagesHaveEachEventOnceAlsoOfTheSameMoment() {
        store.audit.addAll(IntStream.range(0, 50).mapToObj(i -> at(9, "x", "a.b", "t" + i, "")).toList());
        List<String> targets = new ArrayList<>();
        Filter filter = new Filter(null, "x", null, null, null);
        String before = null;
        do {
            Events page = store.audit.find(new Find(filter, before, 7));
            page.events().forEach(event -> targets.add(event.target()));
            before = page.next();
        } while (before != null);
        assertEquals(50, targets.size());
        assertEquals(50, targets.stream().distinct().count());
    }

    @Test
    void theLastPageSaysSo() {
        assertNull(store.audit.find(new Find(Filter.ALL, null, 4)).next());
        assertThrows(FailureException.class, () -> new Find(Filter.ALL, "1:2' OR 1=1", 4));
    }

    private static Filter text(String text) {
        return new Filter(text, null, null, null, null);
    }

    private List<String> found(Filter filter) {
        return store.audit.find(new Find(filter, null, 100)).events().stream().map(Event::action).toList();
    }

    private static AuditRepository.Stamped at(int second, String user, String action, String target, String detail) {
        return new AuditRepository.Stamped(new Entry(Actors.user("1", user, "192.0.2.1"), action, target, detail),
                NOON.plusSeconds(second));
    }
}
