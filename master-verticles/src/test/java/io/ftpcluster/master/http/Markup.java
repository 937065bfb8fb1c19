package io.ftpcluster.master.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page as its tags: enough to check a rule about markup. It relies on {@code <} and {@code >} being escaped elsewhere. */
record Markup(String html) {

    private static final Pattern TAG = Pattern.compile("<([a-z][a-z0-9]*)((?:\\s[^<>]*)?)>");
    private static final Pattern WRAPPED = Pattern.compile("<label[^>]*>\\s*<input[^>]*>[^<]*\\S[^<]*</label>");

    private static final Set<String> FIELDS = Set.of("input", "select", "textarea");

    private static final Pattern ATTRIBUTE = Pattern.compile("\\s([a-zA-Z-]+)(?:=\"([^\"]*)\")?(?=\\s|$)");

    /** A start tag; an attribute without a value is an empty text. */
    record Tag(String name, Map<String, String> attributes) {

        boolean has(String attribute) {
            return attributes.containsKey(attribute);
        }

        /** Empty when absent. */
        String get(String attribute) {
            return attributes.getOrDefault(attribute, "");
        }
    }

    List<Tag> tags() {
        return tagsIn(html);
    }

    List<Tag> tags(String name) {
        return tags().stream().filter(tag -> tag.name().equals(name)).toList();
    }

    /** What all tags that have the attribute say in it. */
    List<String> values(String attribute) {
        return tags().stream().filter(tag -> tag.has(attribute)).map(tag -> tag.get(attribute)).toList();
    }

    /** Fields that a person fills in and that no label surrounds. */
    List<Tag> fieldsOutsideLabels() {
        return tagsIn(WRAPPED.matcher(html).replaceAll("")).stream()
                .filter(tag -> FIELDS.contains(tag.name()) && !tag.get("type").equals("hidden"))
                .toList();
    }

    /** Levels in their order: 1, 2, 2, 3. */
    List<Integer> headings() {
        return tags().stream()
                .filter(tag -> tag.name().matches("h[1-6]"))
                .map(tag -> tag.name().charAt(1) - '0')
                .toList();
    }

    private static List<Tag> tagsIn(String html) {
        List<Tag> found = new ArrayList<>();
        Matcher matcher = TAG.matcher(html);
        while (matcher.find()) {
            found.add(new Tag(matcher.group(1), attributesIn(matcher.group(2))));
        }
        return found;
    }

    /** Fails on what isn't {@code name} or {@code name="value"}: a quote that got out of its value, for one. */
    private static Map<String, String> attributesIn(String text) {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher matcher = ATTRIBUTE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (!text.substring(end, matcher.start()).isBlank()) {
                throw new IllegalArgumentException("Not an attribute in " + text);
            }
            found.put(matcher.group(1), Objects.requireNonNullElse(matcher.group(2), ""));
            end = matcher.end();
        }
        if (!text.substring(end).isBlank()) {
            throw new IllegalArgumentException("Not an attribute in " + text);
        }
        return found;
    }
}
