package io.ftpcluster.master.http.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.Probed;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.testing.FakeTelemetry;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetQueryTest {

    private static final List<FleetServer> SERVERS = Stream
            .of(FakeTelemetry.live("Beta", 80), FakeTelemetry.live("alpha", 20), FakeTelemetry.neverSeen("gamma"),
                    FakeTelemetry.offline("delta", "Gone."))
            .map(FleetQueryTest::server)
            .toList();

    private static FleetServer server(State state) {
        return new FleetServer(state.serverId(), state.alias(), null, true, state);
    }

    @ParameterizedTest
    @CsvSource({"'', '', '', alpha Beta delta gamma", "'', '', -alias, gamma delta Beta alpha",
            "'', '', mem, delta Beta alpha gamma", "'', '', -mem, gamma alpha Beta delta",
            "'', '', state, delta gamma alpha Beta", "TA, '', '', Beta delta", "'', live, mem, Beta alpha",
            "'', alerts, '', delta", "'', never_seen, '', gamma", "'', wrong, wrong, alpha Beta delta gamma"})
    void whatTheAddressSaysIsShown(String text, String state, String sort, String expected) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap().add("q", text).add("state", state).add("sort", sort);
        assertEquals(expected,
                FleetQuery.of(parameters)
                        .select(SERVERS)
                        .stream()
                        .map(FleetServer::alias)
                        .collect(Collectors.joining(" ")));
    }

    /** Of a server that has nearly all its space and no inode left. */
    @ParameterizedTest
    @CsvSource({"3.2, 99.6, 100 % inodes, 3 %, 100 %", "3.2, 3.1, 3 %, 3 %, 3 %", "50, , 50 %, 50 %, –",
            ", 97, 97 % inodes, –, 97 %", ", , –, –, –"})
    void aDiskIsAsFullAsWhatEndsFirst(Double space, Double inodes, String disk, String ofSpace, String ofInodes) {
        State state = FakeTelemetry.live("alpha", 1);
        Sample known = state.latest();
        Sample sample = new Sample(known.at(), 5, 1.0, null, 1.0, null, null, space, null, null, null, null, null, 0,
                Map.of(), null, inodes, null);
        Map<String, Object> row = FleetView.row(server(new State(state.serverId(), state.alias(), state.condition(),
                state.since(), state.lastSeen(), null, null, null, sample, List.of())));
        assertEquals(List.of(disk, ofSpace, ofInodes).toString(),
                Stream.of("disk", "space", "inodes")
                        .map(key -> ((Map<?, ?>) row.get(key)).get("text").toString().replace('\u00a0', ' '))
                        .toList()
                        .toString());
    }

    @Test
    void whatAProbeFoundIsForAdmins() {
        Probed found = new Probed("1", FakeTelemetry.NOW, 3, Name.TLS, "Its fingerprint is 12ab.", 2);
        State state = probed(Condition.OFFLINE, "The portal's probe failed (TLS).", found);
        Map<String, Object> admins = FleetView.row(server(state));
        assertEquals("No agent", admins.get("probe"));
        assertEquals("Its fingerprint is 12ab.", admins.get("reason"));
        Map<String, Object> others = FleetView.row(new FleetServer("1", "alpha", null, false, state));
        assertEquals("The portal's probe failed (TLS).", others.get("reason"));
        StateJson.Encoded json = StateJson.encode(state);
        assertFalse(json.core().toString().contains("12ab"), json::toString);
        assertTrue(json.core().toString().contains("\"step\":\"tls\""), json::toString);
        assertTrue(json.details().toString().contains("12ab"), json::toString);

        State live = probed(Condition.LIVE, null, new Probed("1", FakeTelemetry.NOW, 12, null, null, 0));
        assertEquals("Answers in 12\u00a0ms (no agent)", FleetView.row(server(live)).get("probe"));
        assertEquals("", FleetView.row(server(FakeTelemetry.live("alpha", 1))).get("probe"));

        State refused = probed(Condition.STALE, "It answers.",
                new Probed("1", FakeTelemetry.NOW, 5, Name.LOGIN, "530", 0, true));
        assertEquals("Login refused (no agent)", FleetView.row(server(refused)).get("probe"));
        assertTrue(StateJson.encode(refused).core().toString().contains("\"login_refused\":true"));
    }

    private static State probed(Condition condition, String reason, Probed found) {
        return new State("1", "alpha", condition, FakeTelemetry.NOW, FakeTelemetry.NOW, reason, null, null, null,
                List.of(), found);
    }

    @Test
    void theFullestDiskIsTheOneThatLacksInodes() {
        State few = FakeTelemetry.live("few", 1);
        State none = new State("id-none", "none", few.condition(), few.since(), few.lastSeen(), null, null, null,
                few.latest().withInodes(null, 99.0), List.of());
        MultiMap byDisk = MultiMap.caseInsensitiveMultiMap().add("sort", "disk");
        assertEquals(List.of("none", "few"),
                FleetQuery.of(byDisk)
                        .select(List.of(server(few), server(none)))
                        .stream()
                        .map(FleetServer::alias)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"'', 1, 0, 100", "1, 1, 0, 100", "2, 2, 100, 100", "3, 3, 200, 30", "4, 3, 200, 30",
            "999999, 3, 200, 30", "0, 1, 0, 100", "-2, 1, 0, 100", "x, 1, 0, 100", "9999999, 1, 0, 100"})
    void aPageHoldsAHundred(String asked, int page, int first, int rows) {
        List<FleetServer> fleet = IntStream.range(0, 230)
                .mapToObj(i -> server(FakeTelemetry.live("s" + (1000 + i), 1)))
                .toList();
        Map<String, Object> model = FleetView.page(fleet,
                FleetQuery.of(MultiMap.caseInsensitiveMultiMap().add("page", asked)));
        assertEquals(List.of(page, 3, first + 1, 230),
                List.of(model.get("page"), model.get("pages"), model.get("first"), model.get("known")));
        List<?> shown = (List<?>) model.get("rows");
        assertEquals(rows, shown.size());
        assertEquals("s" + (1000 + first), ((Map<?, ?>) shown.getFirst()).get("alias"));
    }
}
