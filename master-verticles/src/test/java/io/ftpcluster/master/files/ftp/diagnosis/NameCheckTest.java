package io.ftpcluster.master.files.ftp.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.Outcome;
import io.ftpcluster.messages.Diagnosis.Step;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RawNames;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NameCheckTest {

    private static final Charset SHIFT_JIS = Charset.forName("Shift_JIS");

    /** @param bytes of the names, as characters of Latin-1 */
    private static Step look(Charset charset, String... bytes) {
        NameCheck names = new NameCheck(charset);
        for (String each : bytes) {
            byte[] raw = each.getBytes(StandardCharsets.ISO_8859_1);
            names.look(new Files.Info(RawNames.decode(raw, 0, raw.length, charset), Files.Type.FILE, 1, null, false));
        }
        assertEquals(bytes.length, names.count());
        StepResult result = new StepResult();
        names.explain(result);
        return result.toStep(Name.LISTING, 1);
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static void fits(Step step) {
        assertEquals(Outcome.OK, step.outcome(), step.detail());
    }

    @Test
    void whatFitsNeedsNoWord() {
        fits(look(StandardCharsets.UTF_8));
        fits(look(StandardCharsets.UTF_8, "plain", utf8("größe"), utf8("\u3042")));
        fits(look(StandardCharsets.ISO_8859_1, "plain", "gr\u00f6\u00dfe"));
        fits(look(SHIFT_JIS, "plain", new String("\u3042\u3044".getBytes(SHIFT_JIS), StandardCharsets.ISO_8859_1)));
    }

    @Test
    void bytesThatTheEncodingDoesNotHaveAreShown() {
        Step one = look(StandardCharsets.UTF_8, "plain", "gr\u00f6\u00dfe");
        assertEquals(Outcome.WARNING, one.outcome());
        assertTrue(one.detail().startsWith("1 name has bytes that aren't UTF-8, such as "), one.detail());
        assertTrue(one.detail().contains("(bytes 67 72 f6 df 65)"), one.detail());
        assertTrue(look(StandardCharsets.UTF_8, "\u00e4", "\u00f6").detail().startsWith("2 names have bytes"));
    }

    @Test
    void manyBytesAreCut() {
        String detail = look(StandardCharsets.UTF_8, "\u00f6".repeat(100)).detail();
        assertTrue(detail.contains("f6 ..."), detail);
    }

    @Test
    void utf8WhereItIsNotSetIsTold() {
        Step step = look(StandardCharsets.ISO_8859_1, "plain", utf8("größe"), utf8("\u3042"));
        assertEquals(Outcome.WARNING, step.outcome());
        assertTrue(step.detail()
                .startsWith(
                        "2 names have bytes that are UTF-8, though the server's encoding is set to" + " ISO-8859-1"),
                step.detail());
        // One that is no UTF-8 proves that not all is.
        fits(look(StandardCharsets.ISO_8859_1, utf8("größe"), "gr\u00f6\u00dfe"));
    }
}
