package io.ftpcluster.master.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/settings.md}: names and defaults are those of {@link Variable}, what they mean is what {@code conf/master.env.example} says of them. */
final class SettingsReference {

    private static final Pattern SECTION = Pattern.compile("# --- (.*?) -+");
    private static final Pattern SETTING = Pattern.compile("#([A-Z_]+)=.*");
    private static final String HEAD = """
            # Settings of the master

            Made of `config/Variable` and `conf/master.env.example` by `SettingsReferenceTest`, which says how when this isn't current: change
            those. Values come from the defaults below, then the file (`--config FILE`), then the environment, then flags. An unknown key or a
            bad value ends the start with one line that names it and exit code 2; `ftpcluster master --config FILE --check-config` says so
            without starting anything. The agent's settings are in [agent.md](agent.md).
            """;

    private final StringBuilder text = new StringBuilder(HEAD);
    private final Set<Variable> described = new LinkedHashSet<>();
    /** Of one paragraph of the example: what is said, and of which settings. */
    private final List<String> words = new ArrayList<>();
    private final List<Variable> settings = new ArrayList<>();
    private boolean inTable;
    private boolean inSection;

    private SettingsReference() {}

    static String of(Path example) throws IOException {
        SettingsReference reference = new SettingsReference();
        Files.readAllLines(example).forEach(reference::read);
        reference.endParagraph();
        for (Variable variable : Variable.values()) {
            if (!reference.described.contains(variable)) {
                throw new IOException(variable.key() + " isn't in " + example);
            }
        }
        return reference.text.toString();
    }

    private void read(String line) {
        Matcher section = SECTION.matcher(line);
        Matcher setting = SETTING.matcher(line);
        if (line.isEmpty()) {
            endParagraph();
        } else if (section.matches()) {
            text.append("\n## ").append(section.group(1)).append('\n');
            inTable = false;
            inSection = true;
        } else if (setting.matches()) {
            settings.add(Variable.named(setting.group(1)).orElseThrow(() -> new IllegalStateException(line)));
        } else if (inSection) {
            words.add(line.substring(1).strip());
        }
    }

    private void endParagraph() {
        String meaning = String.join(" ", words).replace("<", "&lt;").replace("|", "\\|");
        if (settings.isEmpty() && !meaning.isEmpty()) {
            text.append('\n').append(meaning).append('\n');
            inTable = false;
        }
        for (Variable setting : settings) {
            row(setting, setting == settings.getFirst() ? meaning : "likewise, see above");
        }
        words.clear();
        settings.clear();
    }

    private void row(Variable setting, String meaning) {
        if (!inTable) {
            text.append("\n| setting | default | |\n|---|---|---|\n");
            inTable = true;
        }
        String value = setting.defaultValue();
        text.append("| `").append(setting.key()).append("` | ");
        text.append(value.isEmpty() ? "" : "`" + value + "`").append(" | ").append(meaning).append(" |\n");
        described.add(setting);
    }
}
