package io.ftpcluster.master.files.ftp.reply;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The port in an answer to EPSV (RFC 2428) or PASV (RFC 959), which say it with whatever words, brackets and delimiters.
 * The address beside it is nobody's business: it may be private, or somebody else's.
 */
public final class PassiveReply {

    /** The same delimiter three times, the port, the delimiter; the address between them is to be left out and isn't always. */
    private static final List<Pattern> EXTENDED = List
            .of(Pattern.compile("([\\x21-\\x2F\\x3A-\\x7E&&[^()A-Za-z]])\\1\\1(\\d{1,5})\\1"), Pattern.compile(
                    "\\(([\\x21-\\x2F\\x3A-\\x7E&&[^()]])[12]?\\1[0-9A-Fa-f.:]{0,45}\\1\\s?(\\d{1,5})\\s?\\1?\\)"));
    private static final String NUMBER = "(\\d{1,9})";
    /** The plainer, the earlier it is looked for: other numbers may stand before it. */
    private static final List<Pattern> SIX = List.of(six("\\(\\s*", ",", "\\s*\\)"), six("(?<!\\d)", ",", "(?!\\d)"),
            six("(?<!\\d)", "\\s{0,4},\\s{0,4}", "(?!\\d)"),
            six("(?<!\\d)", "(?:\\s{0,4}[,.;:|/]\\s{0,4}|\\s{1,4})", "(?!\\d)"));
    private static final int LONGEST = 2000;

    private PassiveReply() {}

    private static Pattern six(String before, String between, String after) {
        return Pattern.compile(before + String.join(between, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER) + after);
    }

    /** Empty when it is a refusal or names no port that there is. Whichever of both was asked, some answer as to the other. */
    public static OptionalInt port(Reply reply) {
        OptionalInt inLast = port(reply.code(), reply.text());
        return inLast.isPresent() ? inLast : port(reply.code(), reply.all());
    }

    private static OptionalInt port(int code, String text) {
        String bounded = text.substring(0, Math.min(LONGEST, text.length()));
        return switch (code) {
            case 229 -> extended(bounded);
            case 227 -> six(bounded);
            default -> OptionalInt.empty();
        };
    }

    private static OptionalInt extended(String text) {
        for (Pattern form : EXTENDED) {
            Matcher matcher = form.matcher(text);
            if (matcher.find()) {
                return checked(Integer.parseInt(matcher.group(2)));
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt six(String text) {
        for (Pattern form : SIX) {
            Matcher matcher = form.matcher(text);
            if (matcher.find()) {
                for (int i = 1; i <= 6; i++) {
                    if (Integer.parseInt(matcher.group(i)) > 255) {
                        return OptionalInt.empty();
                    }
                }
                return checked(Integer.parseInt(matcher.group(5)) * 256 + Integer.parseInt(matcher.group(6)));
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt checked(int port) {
        return port < 1 || port > 65535 ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
