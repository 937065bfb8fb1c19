package io.ftpcluster.master.http.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.text.EnumNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a page says when it comes and what its script makes of later states is the same. */
class LabelsTest {

    @Test
    void conditions() throws Exception {
        Map<String, String> labels = labels(Condition.values(), Labels::of);
        labels.put("unknown", "Unknown");
        assertEquals(labels, script("STATES"));
    }

    @Test
    void alerts() throws Exception {
        assertEquals(labels(Alerts.Kind.values(), Labels::besideCondition), script("ALERTS"));
    }

    @Test
    void daemons() throws Exception {
        Map<String, String> labels = labels(FtpState.values(), Labels::of);
        labels.remove("unknown"); // A dash, as for all that wasn't measured.
        assertEquals(labels, script("FTP"));
    }

    private static <E extends Enum<E>> Map<String, String> labels(E[] constants, Function<E, String> label) {
        Map<String, String> labels = new TreeMap<>();
        for (E constant : constants) {
            labels.put(EnumNames.of(constant), label.apply(constant));
        }
        return labels;
    }

    /** The members of a constant of the script that are texts. */
    private static Map<String, String> script(String constant) throws IOException {
        String text;
        try (InputStream script = LabelsTest.class.getResourceAsStream("/webroot/assets/fleet-text.js")) {
            text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
        Matcher object = Pattern.compile("const " + constant + " = \\{([^}]*)}").matcher(text);
        assertTrue(object.find(), text);
        Map<String, String> members = new TreeMap<>();
        Matcher member = Pattern.compile("(\\w+): \"([^\"]*)\"").matcher(object.group(1));
        while (member.find()) {
            members.put(member.group(1), member.group(2));
        }
        return members;
    }
}
