package io.ftpcluster.master.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ftpcluster.master.persistence.repository.AlertNewsRepository;
import io.ftpcluster.master.persistence.repository.AlertRepository;
import io.ftpcluster.messages.Alerts.Alert;
import io.ftpcluster.messages.Alerts.Receiver;
import io.ftpcluster.messages.Alerts.Untold;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Leases.Token;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class AlertNewsTest {

    private static final Set<Receiver> BOTH = Set.of(Receiver.WEBHOOK, Receiver.MAIL);

    @RegisterExtension
    private final TestStore store;
    private AlertNewsRepository news;
    private AlertRepository alerts;
    private Instant now;

    AlertNewsTest(Kind kind, @TempDir Path dir) {
        store = new TestStore(kind, dir);
        news = new AlertNewsRepository(store.database, store.ids, store.clock);
        alerts = new AlertRepository(store.database, news, store.clock);
        now = store.clock.instant();
    }

    private Alert alert(String id, int raised, Integer ended) {
        return new Alert(id, "7", "alpha", Alerts.Kind.DISK_FULL, "Full.", now.plusSeconds(raised),
                ended == null ? null : now.plusSeconds(ended));
    }

    private void put(Set<Receiver> tell, Alert... some) {
        alerts.store(new Alerts.Store(List.of(some), tell, Token.NONE));
    }

    private Untold untold(Receiver receiver, int limit) {
        return news.untold(new Alerts.FindUntold(receiver, limit, Token.NONE));
    }

    private void told(Receiver receiver, Untold parcel) {
        news.told(new Alerts.Told(receiver, parcel.parcel(), Token.NONE));
    }

    @Test
    void keepsWhatIsRaisedAndWhatEndsUntilItIsToldToEach() {
        put(BOTH, alert("b", 2, null), alert("a", 1, null));
        put(BOTH, alert("a", 1, 5), alert("c", 3, 3));
        Untold first = untold(Receiver.WEBHOOK, 4);
        assertEquals(List.of(alert("a", 1, null), alert("b", 2, null), alert("c", 3, null), alert("c", 3, 3)),
                first.alerts(), "the oldest first, as it was then");
        assertEquals(5, first.waiting());
        told(Receiver.WEBHOOK, first);
        Untold second = untold(Receiver.WEBHOOK, 4);
        assertEquals(List.of(alert("a", 1, 5)), second.alerts());
        assertNotEquals(first.parcel(), second.parcel());
        told(Receiver.WEBHOOK, second);
        assertEquals(new Untold(null, List.of(), 0, 0), untold(Receiver.WEBHOOK, 4));
        assertEquals(5, untold(Receiver.MAIL, 100).alerts().size());
    }

    @Test
    void whatIsNotToldComesAgainAsTheSameParcel() {
        put(BOTH, alert("a", 1, null));
        Untold first = untold(Receiver.MAIL, 10);
        put(BOTH, alert("b", 0, null));
        Untold again = untold(Receiver.MAIL, 10);
        assertEquals(first.parcel(), again.parcel());
        assertEquals(first.alerts(), again.alerts());
        assertEquals(2, again.waiting());
    }

    @Test
    void whatIsStoredAgainIsNoNews() {
        put(Set.of(Receiver.MAIL), alert("a", 1, null));
        put(BOTH, alert("a", 1, null));
        told(Receiver.MAIL, untold(Receiver.MAIL, 10));
        put(Set.of(Receiver.MAIL), alert("a", 1, null), alert("a", 1, 2));
        told(Receiver.MAIL, untold(Receiver.MAIL, 10));
        put(BOTH, alert("a", 1, 2));
        put(BOTH, alert("a", 1, null));
        assertNull(untold(Receiver.MAIL, 10).parcel());
        assertNull(untold(Receiver.WEBHOOK, 10).parcel());
        assertEquals(List.of(alert("a", 1, 2)), alerts.list(new Alerts.Find(null, false, 10)).alerts());
    }

    @Test
    void givesUpWhatIsADayOld() {
        put(BOTH, alert("a", 0, 3600));
        store.later(Alerts.TELLABLE.plus(Duration.ofMinutes(1)));
        Untold left = untold(Receiver.WEBHOOK, 10);
        assertEquals(List.of(alert("a", 0, 3600)), left.alerts());
        assertEquals(1, left.givenUp());
        news.removeOld();
        assertEquals(0, untold(Receiver.MAIL, 10).givenUp(), "dropped before");
        store.later(Duration.ofHours(1));
        assertEquals(new Untold(null, List.of(), 0, 1), untold(Receiver.WEBHOOK, 10));
    }

    @Test
    void givesUpTheOldestOfTooMany() {
        List<Alert> many = new ArrayList<>();
        for (int i = 0; i < Alerts.MOST_UNTOLD + 3; i++) {
            many.add(alert(String.format("%05d", i), 0, null));
        }
        put(Set.of(Receiver.MAIL), many.toArray(Alert[]::new));
        Untold first = untold(Receiver.MAIL, 2);
        assertEquals(Alerts.MOST_UNTOLD, first.waiting());
        assertEquals(3, first.givenUp());
        assertEquals(List.of("00003", "00004"), first.alerts().stream().map(Alert::id).toList());
    }
}
