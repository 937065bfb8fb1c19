package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The colours of both themes in tokens.css against WCAG 2.2, level AA. */
class ContrastTest {

    private static final List<String> SURFACES = List.of("ground", "panel", "raised");
    private static final Pattern COLOUR = Pattern
            .compile("--([a-z-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\);");

    private enum Theme {
        LIGHT,
        DARK
    }

    @ParameterizedTest
    @CsvSource({"text, 4.5", "muted, 4.5", "accent, 4.5", "accent-strong, 4.5", "good, 4.5", "warn, 4.5", "bad, 4.5",
            "edge, 3"})
    void onEverySurface(String colour, double least) throws IOException {
        for (String surface : SURFACES) {
            assertContrast(colour, surface, least);
        }
    }

    @ParameterizedTest
    @CsvSource({"on-accent, accent", "on-accent, accent-strong", "bad, bad-ground", "text, bad-ground",
            "text, accent-ground", "accent, accent-ground", "text, chosen"})
    void onItsOwnSurface(String colour, String surface) throws IOException {
        assertContrast(colour, surface, 4.5);
    }

    private static void assertContrast(String colour, String surface, double least) throws IOException {
        for (Theme theme : Theme.values()) {
            double one = luminance(colour, theme);
            double other = luminance(surface, theme);
            double contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
            assertTrue(contrast >= least, () -> theme + ": " + colour + " on " + surface + " has only " + contrast);
        }
    }

    private static double luminance(String token, Theme theme) throws IOException {
        MatchResult found = COLOUR.matcher(tokens())
                .results()
                .filter(each -> each.group(1).equals(token))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no colour " + token));
        int rgb = Integer.parseInt(found.group(theme == Theme.LIGHT ? 2 : 3), 16);
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
