package io.ftpcluster.master.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.doctor.Finding.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class ExaminationTest {

    private record Given(String name, Look how) implements Check {
        interface Look {
            Finding look() throws Exception;
        }

        @Override
        public Finding look() throws Exception {
            return how.look();
        }
    }

    @Test
    void whatTakesTooLongAndWhatFailsHoldUpNobody() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<Examination.Result> results = new Examination(List.of(new Given("slow", () -> {
            never.await();
            return Finding.ok("late");
        }), new Given("broken", () -> {
            throw new IllegalStateException("it broke");
        }), new Given("fine", () -> Finding.ok("All is well."))), Duration.ofSeconds(2)).run();
        assertEquals(List.of(Outcome.FAILURE, Outcome.FAILURE, Outcome.OK),
                results.stream().map(result -> result.finding().outcome()).toList());
        assertEquals("Nothing came of it within 2 s.", results.get(0).finding().detail());
        assertEquals("it broke", results.get(1).finding().detail());
        never.countDown();
    }

    @Test
    void linesAreWrappedAndWhatToDoStandsBelow() {
        Report report = new Report(List.of(new Examination.Result("disk", Finding.ok("There is room.")),
                new Examination.Result("clock",
                        Finding.warning(
                                "Nothing keeps it right, as far as can be told from this machine on its own today.",
                                "Install what does."))));
        assertEquals("""
                ok       disk   There is room.
                warning  clock  Nothing keeps it right, as far as can be told from this machine
                                on its own today.
                                -> Install what does.

                0 failures, 1 warning.
                """, report.text(Ansi.OFF));
        assertTrue(report.json().getBoolean("ok"));
    }

    @Test
    void limitsAreJudgedByWhatTheSettingsNeed() {
        assertEquals(Outcome.OK, MemoryCheck.judge(256L << 20, 1024L << 20).outcome());
        assertEquals(Outcome.WARNING, MemoryCheck.judge(900L << 20, 1024L << 20).outcome());
        assertEquals(Outcome.FAILURE, MemoryCheck.judge(2048L << 20, 1024L << 20).outcome());
        assertEquals(new Member("::1", 5701), Member.of("[::1]", 5701));
        assertEquals(new Member("::1", 99), Member.of("[::1]:99", 5701));
        assertEquals(new Member("a", 99), Member.of("a:99", 5701));
        assertEquals(new Member("a", 5701), Member.of("a", 5701));
        assertEquals(new Member("2001:db8::1", 5701), Member.of("2001:db8::1", 5701));
    }
}
