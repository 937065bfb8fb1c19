package io.ftpcluster.master.http.body;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.request.PercentCoding;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form as {@code multipart/form-data} (RFC 7578), which {@code curl -F} sends. Its fields are text in UTF-8; files have no
 * place in the forms here.
 */
final class MultipartForm {

    private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");
    private static final Pattern PARAMETER = Pattern
            .compile("\\G\\s*;\\s*([A-Za-z*]{1,32})=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s\";]*+))");
    private static final String BREAK = "\r\n";
    private static final String END_OF_HEAD = "\r\n\r\n";

    private MultipartForm() {}

    /** @param maxFields more are refused */
    static List<Map.Entry<String, String>> fields(Buffer body, String boundary, int maxFields) {
        if (boundary == null || !BOUNDARY.matcher(boundary).matches()) {
            throw invalid("A multipart form needs a boundary in Content-Type.");
        }
        // A byte is a character until a part is known to be a field.
        String text = BREAK + body.toString(StandardCharsets.ISO_8859_1);
        String delimiter = BREAK + "--" + boundary;
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        int at = text.indexOf(delimiter);
        while (at >= 0 && !text.startsWith("--", at + delimiter.length())) {
            int start = text.indexOf(BREAK, at + delimiter.length());
            int next = start < 0 ? -1 : text.indexOf(delimiter, start);
            if (next < 0 || !text.substring(at + delimiter.length(), start).isBlank()) {
                throw invalid("The multipart form is malformed.");
            }
            if (fields.size() == maxFields) {
                throw invalid("The form has more than " + maxFields + " fields.");
            }
            fields.add(field(text.substring(start, next)));
            at = next;
        }
        if (at < 0) {
            throw invalid("The multipart form is malformed.");
        }
        return fields;
    }

    /** @param part from the break before its first line on */
    private static Map.Entry<String, String> field(String part) {
        int end = part.indexOf(END_OF_HEAD);
        if (end < 0) {
            throw invalid("The multipart form is malformed.");
        }
        String name = null;
        for (String line : part.substring(0, end).split(BREAK, -1)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-disposition:")) {
                name = name(line.substring(line.indexOf(':') + 1).strip());
            } else if (lower.startsWith("content-type:") && !lower.substring(13).strip().startsWith("text/plain")) {
                throw invalid("The form's fields must be text/plain.");
            } else if (lower.startsWith("content-transfer-encoding:")
                    && !lower.matches(".*:\\s*(7bit|8bit|binary)\\s*")) {
                throw invalid("The form's fields must not be encoded.");
            }
        }
        if (name == null) {
            throw invalid("A part of the multipart form has no name.");
        }
        return Map.entry(name, utf8(part.substring(end + END_OF_HEAD.length())));
    }

    private static String name(String disposition) {
        int end = disposition.indexOf(';');
        if (end < 0 || !disposition.substring(0, end).strip().equalsIgnoreCase("form-data")) {
            throw invalid("The parts of a multipart form must be form-data with a name.");
        }
        String name = null;
        int read = end;
        for (Matcher m = PARAMETER.matcher(disposition.substring(end)); m.find(); read = end + m.end()) {
            String parameter = m.group(1).toLowerCase(Locale.ROOT);
            if (parameter.startsWith("filename")) {
                throw invalid("The form must not have files.");
            }
            if (parameter.equals("name") && name == null) {
                name = m.group(2) == null ? m.group(3) : unquoted(m.group(2));
            }
        }
        if (!disposition.substring(read).isBlank()) {
            throw invalid("The multipart form is malformed.");
        }
        return name == null ? null : utf8(name);
    }

    /** Programs write a backslash before what would end the text; browsers percent-encode it. */
    private static String unquoted(String quoted) {
        return quoted.replaceAll("\\\\(.)", "$1").replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    }

    private static String utf8(String bytes) {
        try {
            return PercentCoding.utf8(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            throw Failure.of(FailureCode.INVALID, "A field of the form " + e.getMessage() + ".").causedBy(e);
        }
    }

    private static FailureException invalid(String detail) {
        return Failure.of(FailureCode.INVALID, detail).exception();
    }
}
