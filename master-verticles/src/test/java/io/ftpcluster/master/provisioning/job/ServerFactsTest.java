package io.ftpcluster.master.provisioning.job;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerFactsTest {

    private static ServerFacts of(String system) {
        return ServerFacts.parse("fact system=" + system + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Debian GNU/Linux 12 (bookworm)", "Debian GNU/Linux 13 (trixie)",
            "Debian GNU/Linux forky/sid", "debian 12", "Ubuntu 22.04.5 LTS", "Ubuntu 24.04 LTS"})
    void whatIsSetUp(String system) {
        assertDoesNotThrow(() -> of(system).requireSupported("alpha"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Debian GNU/Linux 11 (bullseye)", "Ubuntu 20.04.6 LTS", "Ubuntu", "Fedora Linux 41",
            "Not Debian 12", "CentOS Stream 12"})
    void whatIsNot(String system) {
        String why = assertThrows(StepException.class, () -> of(system).requireSupported("alpha")).getMessage();
        assertTrue(why.startsWith("alpha runs " + system + ", which the portal doesn't set up; nothing was changed."),
                why);
    }

    @Test
    void otherLinesAndHostileOnesAreNoFacts() {
        ServerFacts facts = ServerFacts.parse("""
                ftpcluster-setup: x
                fact\s
                fact =
                 fact a=1
                fact b
                fact system=Debian 12\033[31m
                fact architecture=aarch64\r
                fact free_bytes=99999999999999999999
                fact daemon=vsftpd
                """);
        assertEquals("", facts.get("a"));
        assertEquals("arm64", facts.architecture());
        String summary = facts.summary();
        assertTrue(summary.startsWith("Debian 12") && summary.endsWith(", arm64, FTP daemon vsftpd")
                && summary.chars().noneMatch(Character::isISOControl), summary);
    }

    @Test
    void aServerThatSaysNothing() {
        assertTrue(assertThrows(StepException.class, () -> ServerFacts.parse("").requireSupported("alpha")).getMessage()
                .contains("did not say which system it is"));
    }
}
