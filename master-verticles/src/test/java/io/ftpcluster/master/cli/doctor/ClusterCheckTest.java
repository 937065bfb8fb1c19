package io.ftpcluster.master.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.doctor.Finding.Outcome;
import io.ftpcluster.master.persistence.DatabaseInspection.ClusterNode;
import io.ftpcluster.messages.Nodes.Unreached;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterCheckTest {

    private static ClusterNode node(String name, String version, long aheadMillis, Unreached... unreached) {
        return new ClusterNode("id-" + name, name, version, Duration.ofMillis(aheadMillis), List.of(unreached));
    }

    private static void assertFinding(Outcome outcome, String detail, ClusterNode... nodes) {
        Finding found = ClusterCheck.judge(List.of(nodes));
        assertEquals(outcome, found.outcome(), found.toString());
        assertEquals(detail, found.detail());
        assertEquals(outcome != Outcome.OK, !found.advice().isEmpty());
    }

    @Test
    void nothingIsWrongWithThoseThatAreAlike() {
        assertFinding(Outcome.OK, "n1 is alone.", node("n1", "1.0", 90_000));
        assertFinding(Outcome.OK, "n1, n2: one version, one time, and each reaches the others.",
                node("n1", "1.0", 90_000), node("n2", "1.0", 90_500));
    }

    @ParameterizedTest
    @CsvSource({"2001, WARNING, 2", "30000, WARNING, 30", "30001, FAILURE, 30", "99000, FAILURE, 99"})
    void clocksThatAreApartAreNamed(long millis, Outcome outcome, int seconds) {
        assertFinding(outcome, "The clock of n2 is " + seconds + " s ahead of that of n1.",
                node("n1", "1.0", -millis / 2), node("n2", "1.0", millis - millis / 2), node("n3", "1.0", 0));
    }

    @Test
    void aPortIsNamedWithWhoseItIsAndFromWhere() {
        assertFinding(Outcome.FAILURE, "Not reached: n1 to n2 at 192.0.2.2:5801, n1 to n2 at 192.0.2.2:5701.",
                node("n1", "1.0", 0, new Unreached("id-n2", "192.0.2.2:5801"), new Unreached("id-n2", "192.0.2.2:5701"),
                        new Unreached("id-gone", "192.0.2.3:5701")),
                node("n2", "1.0", 0));
    }

    @Test
    void otherVersionsAreForAnUpdate() {
        assertFinding(Outcome.WARNING, "Versions differ: n1 has 1.0, n2 has 1.1.", node("n1", "1.0", 0),
                node("n2", "1.1", 0));
    }

    @Test
    void ofSeveralThingsTheWorstCounts() {
        Finding found = ClusterCheck
                .judge(List.of(node("n1", "1.0", 0, new Unreached("id-n2", "a:1")), node("n2", "1.1", 5000)));
        assertEquals(Outcome.FAILURE, found.outcome());
        assertTrue(found.detail().contains("Not reached") && found.detail().contains("5 s ahead")
                && found.detail().contains("Versions differ"), found.detail());
    }
}
