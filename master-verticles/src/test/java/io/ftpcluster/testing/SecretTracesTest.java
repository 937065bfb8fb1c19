package io.ftpcluster.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTracesTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "admin:", "a longer beginning "})
    void findsThemWhateverIsAround(String before) {
        SecretTraces secrets = new SecretTraces();
        String secret = secrets.mark("p\u00e4ss");
        for (String after : List.of("", "x", "xy", "xyz")) {
            String text = before + secret + after;
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (String line : List.of(text, SecretTraces.urlEncoded(text), Base64.getEncoder().encodeToString(bytes),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
                assertEquals(line, secrets.in(List.of("nothing", line)).isEmpty() ? "" : line);
            }
        }
        assertEquals(List.of(), secrets.in(List.of("M@rked", before)));
    }
}
