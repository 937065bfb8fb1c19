package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The colours in tokens.css against WCAG 2.2, level AA. */
class ContrastTest {

    @ParameterizedTest
    @CsvSource({"text, 4.5", "muted, 4.5", "accent, 4.5", "good, 4.5", "warn, 4.5", "bad, 4.5", "edge, 3"})
    void onEverySurface(String colour, double least) throws IOException {
        for (String surface : new String[]{"ground", "panel", "raised"}) {
            assertContrast(colour, surface, least);
        }
    }

    @ParameterizedTest
    @CsvSource({"on-accent, accent", "bad, bad-ground", "text, bad-ground"})
    void onItsOwnSurface(String colour, String surface) throws IOException {
        assertContrast(colour, surface, 4.5);
    }

    private static void assertContrast(String colour, String surface, double least) throws IOException {
        double one = luminance(colour);
        double other = luminance(surface);
        double contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        assertTrue(contrast >= least, () -> colour + " on " + surface + " has only " + contrast);
    }

    private static double luminance(String token) throws IOException {
        Matcher matcher = Pattern.compile("--" + token + ": #([0-9a-f]{6});").matcher(tokens());
        assertTrue(matcher.find(), () -> "no colour " + token);
        int rgb = Integer.parseInt(matcher.group(1), 16);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static String tokens() throws IOException {
        try (InputStream css = ContrastTest.class.getResourceAsStream("/webroot/assets/tokens.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
