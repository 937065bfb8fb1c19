package io.ftpcluster.master.files.ftp.diagnosis;

import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RawNames;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Whether the names of a folder fit the encoding that they were read in. Bytes that it doesn't have prove that it is another;
 * names that are all UTF-8 where it isn't set are that with near certainty, as other text hardly ever is by chance.
 */
final class NameCheck {

    private static final int SHOWN_BYTES = 40;

    private final Charset charset;
    private int count;
    private int unfit;
    private int foreign;
    private int foreignUtf8;
    private String example;

    NameCheck(Charset charset) {
        this.charset = charset;
    }

    void look(Files.Info entry) {
        count++;
        String name = entry.name();
        if (!RawNames.isText(name)) {
            unfit++;
            example = example == null ? name : example;
        } else if (!charset.equals(StandardCharsets.UTF_8) && name.chars().anyMatch(c -> c >= 0x80)) {
            foreign++;
            if (isUtf8(name)) {
                foreignUtf8++;
                example = example == null ? name : example;
            }
        }
    }

    private boolean isUtf8(String name) {
        try {
            byte[] bytes = RawNames.encode(name, charset);
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    int count() {
        return count;
    }

    /** Adds to the finding what is wrong, if anything is. */
    void explain(StepResult result) {
        if (unfit > 0) {
            result.warn(names(unfit) + " bytes that aren't " + charset + ", such as " + shown() + ".",
                    "Set the server's encoding to the one that its names are in, such as windows-1252, ISO-8859-15 or"
                            + " Shift_JIS. Until then these names are shown with \uFFFD; they can be opened all the same.");
        } else if (foreign > 0 && foreignUtf8 == foreign) {
            result.warn(names(foreign) + " bytes that are UTF-8, though the server's encoding is set to " + charset
                    + ", such as " + shown() + ".", "Set the server's encoding to auto or UTF-8.");
        }
    }

    private static String names(int count) {
        return count == 1 ? "1 name has" : count + " names have";
    }

    private String shown() {
        try {
            byte[] bytes = RawNames.encode(example, charset);
            String hex = HexFormat.ofDelimiter(" ")
                    .formatHex(Arrays.copyOf(bytes, Math.min(SHOWN_BYTES, bytes.length)));
            return Reply.printable(example) + " (bytes " + hex + (bytes.length > SHOWN_BYTES ? " ..." : "") + ")";
        } catch (CharacterCodingException e) {
            return Reply.printable(example);
        }
    }
}
