package io.ftpcluster.master.http.framing;

/** Which characters may be where in a field (RFC 9110, 5.5 and 5.6.2); bytes read as Latin-1. */
final class FieldSyntax {

    private static final String OTHERS_OF_TOKENS = "!#$%&'*+-.^_`|~";
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (int c = 0; c < TOKEN.length; c++) {
            TOKEN[c] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                    || OTHERS_OF_TOKENS.indexOf(c) >= 0;
        }
    }

    private FieldSyntax() {}

    static boolean isToken(CharSequence text) {
        return !text.isEmpty() && text.chars().allMatch(FieldSyntax::isTokenCharacter);
    }

    static boolean isTokenCharacter(int character) {
        return character < TOKEN.length && TOKEN[character];
    }

    /** No control characters but the tab. */
    static boolean isValue(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isValueCharacter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isValueCharacter(int character) {
        return character == '\t' || (character >= ' ' && character != 0x7f);
    }

    static boolean isBlank(int character) {
        return character == ' ' || character == '\t';
    }

    /** Without the blanks around it; other white space is part of the value, and wrong there. */
    static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
