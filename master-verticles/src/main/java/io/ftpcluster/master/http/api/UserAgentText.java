package io.ftpcluster.master.http.api;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people call the program that a User-Agent header names (RFC 9110, 10.1.5): {@code Firefox on Windows}. */
final class UserAgentText {

    /** Browsers name those that they are like, too, so the most particular comes first. */
    private static final List<Map.Entry<String, String>> BROWSERS = List.of(Map.entry("Edg", "Edge"),
            Map.entry("OPR/", "Opera"), Map.entry("Firefox/", "Firefox"), Map.entry("FxiOS/", "Firefox"),
            Map.entry("Chrome/", "Chrome"), Map.entry("CriOS/", "Chrome"), Map.entry("Safari/", "Safari"));
    private static final List<Map.Entry<String, String>> SYSTEMS = List.of(Map.entry("Android", "Android"),
            Map.entry("iPhone", "iPhone"), Map.entry("iPad", "iPad"), Map.entry("Windows", "Windows"),
            Map.entry("Mac OS X", "macOS"), Map.entry("CrOS", "ChromeOS"), Map.entry("Linux", "Linux"));
    private static final Pattern PRODUCT = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,40}(/[0-9][A-Za-z0-9.]{0,20})?");

    private UserAgentText() {}

    /** @param header null: it sent none */
    static String of(String header) {
        if (header == null || header.isBlank()) {
            return "Unknown program";
        }
        String browser = header.startsWith("Mozilla/") ? first(BROWSERS, header) : null;
        if (browser == null) {
            Matcher product = PRODUCT.matcher(header);
            return product.lookingAt() && !header.startsWith("Mozilla/")
                    ? product.group().replace('/', ' ')
                    : "Unknown program";
        }
        String system = first(SYSTEMS, header);
        return system == null ? browser : browser + " on " + system;
    }

    private static String first(List<Map.Entry<String, String>> names, String header) {
        return names.stream()
                .filter(each -> header.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
