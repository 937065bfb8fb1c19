package io.ftpcluster.master.telemetry.fleet;

import static io.ftpcluster.master.telemetry.links.TelemetryFixtures.linked;
import static io.ftpcluster.master.telemetry.links.TelemetryFixtures.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Certificates;
import io.ftpcluster.messages.Rollouts;
import io.ftpcluster.messages.Telemetry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which alerts begin and end with what servers report, by a clock that the test moves. */
class FleetAlertsTest extends OnFleet {

    @Test
    void aDiskThatIsFullRaisesOneAlertUntilItIsWellBelow() {
        report(10, 90);
        pass(1);
        assertEquals(List.of(), told());
        report(10, 90.5);
        pass(1);
        assertEquals(List.of("alpha DISK_FULL"), told());
        assertEquals("The file system of / is 91 % full.", told.getFirst().text());
        assertEquals(List.of(Alerts.Kind.DISK_FULL), state().alerts());
        for (double disk : new double[]{89, 91, 88.5, 95}) {
            report(10, disk);
            pass(1);
        }
        assertEquals(1, told.size());
        report(10, 87.9);
        pass(1);
        assertEquals(List.of("alpha DISK_FULL", "alpha DISK_FULL over"), told());
        assertEquals(told.getFirst().id(), told.getLast().id());
        assertEquals(List.of(), state().alerts());
    }

    @Test
    void aFileSystemWithoutFreeInodesIsFullHoweverMuchSpaceIsLeft() {
        reportInodes(90.0, 90.0);
        assertEquals(List.of(), told());
        reportInodes(null, 90.6);
        assertEquals(List.of("alpha DISK_FULL"), told());
        assertEquals(
                "The file system of the FTP users' files has 91 % of its inodes taken: without a free one no file can"
                        + " be made, however much space is left.",
                told.getFirst().text());
        reportInodes(null, 89.0);
        report(10, 91);
        pass(1);
        report(10, 10);
        reportInodes(92.0, null);
        assertEquals(1, told.size());
        reportInodes(87.0, 87.0);
        assertEquals(List.of("alpha DISK_FULL", "alpha DISK_FULL over"), told());
        reportInodes(100.0, null);
        assertTrue(told.getLast().text().startsWith("The file system of / has 100 % of its inodes taken"));
    }

    @Test
    void anAgentThatDoesNotMeasureInodesRaisesAndEndsAsBefore() {
        for (double disk : new double[]{91, 10}) {
            alpha.reported(sample(time.instant(), 10, disk).withInodes(null, null));
            pass(1);
        }
        assertEquals(List.of("alpha DISK_FULL", "alpha DISK_FULL over"), told());
    }

    private void reportInodes(Double root, Double ftp) {
        alpha.reported(sample(time.instant(), 10, 10).withInodes(root, ftp));
        pass(1);
    }

    @Test
    void memoryRaisesAnAlertOnlyAfterFiveMinutes() {
        liveFor(Duration.ofMinutes(5), 96, 10);
        assertEquals(List.of(), told());
        liveFor(Duration.ofSeconds(5), 94, 10);
        liveFor(Duration.ofMinutes(5), 96, 10);
        assertEquals(List.of(), told(), "it begins anew");
        liveFor(Duration.ofSeconds(5), 97, 10);
        assertEquals(List.of("alpha MEMORY_FULL"), told());
        assertTrue(told.getFirst().text().endsWith("now 97 %."), told.getFirst().text());
        liveFor(Duration.ofSeconds(5), 93, 10);
        assertEquals(1, told.size());
        liveFor(Duration.ofSeconds(5), 91, 10);
        assertEquals(List.of("alpha MEMORY_FULL", "alpha MEMORY_FULL over"), told());
    }

    @Test
    void silenceIsNotFiveMinutesOfFullMemory() {
        alpha.linked(linked("1", "a"));
        report(96, 10);
        pass(20);
        report(96, 10);
        pass(1);
        liveFor(Duration.ofSeconds(290), 96, 10);
        assertEquals(List.of(), told());
    }

    @Test
    void beingOfflineRaisesAnAlertAndComingBackEndsIt() {
        liveFor(Duration.ofMinutes(1), 10, 10);
        alpha.linked(linked("1", "a"));
        pass(31);
        assertEquals(List.of("alpha OFFLINE"), told());
        alpha.linked(linked("1", "b"));
        pass(1);
        assertEquals(List.of("alpha OFFLINE", "alpha OFFLINE over"), told());
    }

    @Test
    void accountsThatFailRaiseOneAlertUntilNoneDoes() {
        pass(1);
        assertEquals(List.of(), told());
        fleet.setFailures(List.of(new Accounts.Failures("1", 7, List.of("anna", "bert"))));
        pass(1);
        fleet.setFailures(List.of(new Accounts.Failures("1", 1, List.of("anna"))));
        pass(1);
        assertEquals(List.of("alpha ACCOUNT_FAILED"), told());
        assertEquals("7 accounts have failed for more than a minute: anna, bert and 5 more. The server's page says why,"
                + " and what to do.", told.getFirst().text());
        fleet.forgetFailures();
        pass(1);
        assertEquals(1, told.size(), "nobody knows");
        fleet.setFailures(List.of());
        pass(1);
        assertEquals(List.of("alpha ACCOUNT_FAILED", "alpha ACCOUNT_FAILED over"), told());
        fleet.setFailures(List.of(new Accounts.Failures("1", 1, List.of("anna"))));
        pass(1);
        assertEquals("One account has failed for more than a minute: anna. The server's page says why, and what to do.",
                told.getLast().text());
    }

    @Test
    void anUpdateThatFailedRaisesAnAlertUntilTheAgentHasThatVersion() {
        pass(1);
        fleet.setUpdateFailures(List.of(new Rollouts.UpdateFailure("1", "2.0", "It went back.", true)));
        pass(1);
        assertEquals(List.of("alpha UPDATE_FAILED"), told());
        assertEquals(
                "The agent could not be updated to version 2.0: It went back. No further server is updated until an admin"
                        + " begins that anew (/agents/rollouts).",
                told.getFirst().text());
        fleet.forgetFailures();
        pass(1);
        assertEquals(1, told.size(), "nobody knows");
        fleet.setUpdateFailures(List.of(new Rollouts.UpdateFailure("1", "2.0", "It went back.", true)));
        alpha.linked(new Telemetry.Linked("1", "a",
                new Telemetry.HostInfo("2.1", null, null, null, null, List.of(), null, null), 5, 1));
        pass(1);
        assertEquals(List.of("alpha UPDATE_FAILED", "alpha UPDATE_FAILED over"), told());
    }

    private void shows(String fingerprint, Duration left) {
        fleet.shown(new Certificates.Shown("1", fingerprint, time.instant().plus(left)));
        pass(1);
    }

    @Test
    void aCertificateRaisesAnAlertTwoWeeksBeforeItsEndAndAnotherAtItsEndUntilAnotherIsShown() {
        alpha.setSecure(true);
        pass(1);
        shows("a", Duration.ofDays(14).plusSeconds(3));
        assertEquals(List.of(), told());
        pass(3);
        assertEquals(List.of("alpha CERTIFICATE_EXPIRES"), told());
        assertEquals(
                "The certificate of its FTP server ends on 2026-03-15 12:00 UTC. Renew it, and where its fingerprint"
                        + " is set as tls_fingerprint, set that of the new one.",
                told.getFirst().text());
        shows("a", Duration.ZERO);
        assertEquals(List.of("alpha CERTIFICATE_EXPIRES", "alpha CERTIFICATE_EXPIRED"), told());
        shows("b", Duration.ofDays(90));
        assertEquals(List.of("alpha CERTIFICATE_EXPIRES", "alpha CERTIFICATE_EXPIRED", "alpha CERTIFICATE_EXPIRES over",
                "alpha CERTIFICATE_EXPIRED over"), told());
        assertEquals(time.instant().minusSeconds(1).plus(Duration.ofDays(90)), state().certificateEnd());
    }

    @Test
    void aServerThatIsNoLongerSpokenToByTlsHasNoCertificateThatEnds() {
        alpha.setSecure(true);
        shows("a", Duration.ofDays(1));
        assertEquals(List.of("alpha CERTIFICATE_EXPIRES"), told());
        alpha.setSecure(false);
        pass(1);
        assertEquals(List.of("alpha CERTIFICATE_EXPIRES", "alpha CERTIFICATE_EXPIRES over"), told());
        shows("a", Duration.ofDays(1));
        assertEquals(2, told.size());
    }
}
