package io.ftpcluster.master.http.files.conditions;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes of a file to send (RFC 9110, 14). Several ranges are answered with the whole, which is always right. */
public sealed interface ByteRange {

    /** No range was asked for, or none that we serve. */
    record Whole() implements ByteRange {}

    /** Both inclusive. */
    record Part(long first, long last, long size) implements ByteRange {
        public long length() {
            return last - first + 1;
        }

        public String contentRange() {
            return "bytes " + first + "-" + last + "/" + size;
        }
    }

    /** Nothing of the file is in the range: 416. */
    record Unsatisfiable(long size) implements ByteRange {
        public String contentRange() {
            return "bytes */" + size;
        }
    }

    /** Range units are compared without case. */
    Pattern SINGLE = Pattern.compile("(?i:bytes)=[ \\t]*(\\d*)-(\\d*)[ \\t]*");

    /**
     * @param headers all Range header values
     * @param size of the file in bytes, or -1 when unknown: then there are no ranges
     */
    static ByteRange select(List<String> headers, long size) {
        if (headers.size() != 1 || size < 0) {
            return new Whole();
        }
        Matcher range = SINGLE.matcher(headers.get(0).strip());
        if (!range.matches()) {
            return new Whole();
        }
        String first = range.group(1);
        String last = range.group(2);
        return first.isEmpty() ? suffix(last, size) : fromTo(first, last, size);
    }

    private static ByteRange fromTo(String firstDigits, String lastDigits, long size) {
        long first = number(firstDigits);
        long last = lastDigits.isEmpty() ? Long.MAX_VALUE : number(lastDigits);
        if (last < first) {
            return new Whole(); // Invalid, hence ignored.
        }
        return first >= size ? new Unsatisfiable(size) : new Part(first, Math.min(last, size - 1), size);
    }

    private static ByteRange suffix(String digits, long size) {
        if (digits.isEmpty()) {
            return new Whole();
        }
        long length = number(digits);
        if (length == 0) {
            return new Unsatisfiable(size);
        }
        // The end of an empty file is all of it, which no Content-Range can say.
        return size == 0 ? new Whole() : new Part(Math.max(0, size - length), size - 1, size);
    }

    /** Numbers beyond a long are beyond every file. */
    private static long number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
    }
}
