package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ftpcluster.testing.Accessibility;
import io.ftpcluster.testing.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.TakesScreenshot;

/** Every page under axe-core, and a picture of each in {@code target/screenshots} for people to look at. */
class AccessibilityIT {

    @ParameterizedTest
    @CsvSource({"dark, 1440", "light, 1440", "dark, 390", "light, 390"})
    void nothingSeriousIsFound(String theme, int width) throws Exception {
        List<String> found = new ArrayList<>();
        try (PageServer server = PageServer.start(); Browser browser = Browser.start()) {
            browser.resize(width, 900);
            for (String template : PageModels.realistic().full().keySet()) {
                browser.open(server.address("full", template));
                Accessibility.theme(browser, theme);
                keep(browser, template + "-" + theme + "-" + width);
                Accessibility.serious(browser).forEach(rule -> found.add(template + ": " + rule));
            }
        }
        assertEquals(List.of(), found, () -> String.join("\n", found));
    }

    /** What finds nothing may not look at all. */
    @ParameterizedTest
    @CsvSource({"#777777, true", "#000000, false"})
    void findsWhatIsWrong(String colour, boolean wrong) throws Exception {
        try (Browser browser = Browser.start()) {
            browser.open("data:text/html,<html lang=en><title>x</title><main><h1>Headline</h1><p style='background:"
                    + "%23888888;color:" + colour.replace("#", "%23") + "'>Text");
            List<String> found = Accessibility.serious(browser);
            assertEquals(wrong, found.stream().anyMatch(rule -> rule.startsWith("color-contrast")), found::toString);
        }
    }

    private static void keep(Browser browser, String name) throws IOException {
        Path folder = Path.of("target/screenshots");
        Files.createDirectories(folder);
        byte[] picture = ((TakesScreenshot) browser.driver()).getScreenshotAs(OutputType.BYTES);
        assertFalse(picture.length == 0);
        Files.write(folder.resolve(name + ".png"), picture);
    }
}
