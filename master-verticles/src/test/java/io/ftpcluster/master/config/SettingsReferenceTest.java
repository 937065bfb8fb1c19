package io.ftpcluster.master.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {

    private static final Path ROOT = Path.of(System.getProperty("ftpcluster.root"));

    @Test
    void isCurrent() throws Exception {
        String reference = SettingsReference.of(ROOT.resolve("conf/master.env.example"));
        Path made = Files.writeString(ROOT.resolve("master-verticles/target/settings.md"), reference);
        assertEquals(reference, Files.readString(ROOT.resolve("docs/settings.md")),
                () -> "cp " + made + " docs/settings.md");
    }
}
