package io.ftpcluster.master.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

    @ParameterizedTest
    @CsvSource({"portal.example, PORTAL.example, false, true", "portal.example:80, portal.example, false, true",
            "portal.example:443, portal.example, true, true", "portal.example:443, portal.example, false, false",
            "portal.example:, portal.example, true, true", "portal.example:8443, portal.example, true, false",
            "[::1]:8443, [0:0:0:0:0:0:0:1]:8443, true, true", "[FE80::A], [fe80:0:0:0:0:0:0:a]:443, true, true",
            "[2001:db8::1], [2001:db8::2], true, false", "[::1]:8443, [::1]:8444, true, false",
            "[::g], [::G], false, true", "[::1, [::1], false, false"})
    void sameMeansTheSameHostAndPort(String one, String other, boolean https, boolean same) {
        assertEquals(same, Authority.same(one, other, https));
        assertEquals(same, Authority.same(other, one, https));
    }

    @ParameterizedTest
    @ValueSource(strings = {"portal.example", "portal.example:8443", "[::1]", "[::1]:80", "127.0.0.1:"})
    void valid(String text) {
        assertTrue(Authority.isValid(text));
    }
}
