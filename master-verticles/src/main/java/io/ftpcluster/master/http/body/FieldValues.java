package io.ftpcluster.master.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftpcluster.text.EnumNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the value of a field of JSON or of a form says: null, and an error told, when it is nothing of that kind. */
final class FieldValues {

    private final boolean form;
    private final BiConsumer<String, String> errors;

    /** @param errors takes the field's name and what is wrong */
    FieldValues(boolean form, BiConsumer<String, String> errors) {
        this.form = form;
        this.errors = errors;
    }

    String text(String name, JsonNode value) {
        if (value.isTextual()) {
            return wellFormed(name, value.textValue());
        }
        errors.accept(name, form ? "must be given once" : "must be a string");
        return null;
    }

    /** JSON can say half a surrogate pair. In UTF-8 that becomes a question mark, which matches what it isn't. */
    private String wellFormed(String name, String text) {
        if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return text;
        }
        errors.accept(name, "must not contain half a surrogate pair");
        return null;
    }

    Integer integer(String name, JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt()
                ? Integer.valueOf(value.intValue())
                : typed(name, value, Integer::valueOf, "must be a whole number");
    }

    Long whole(String name, JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong()
                ? Long.valueOf(value.longValue())
                : typed(name, value, Long::valueOf, "must be a whole number");
    }

    Double number(String name, JsonNode value) {
        return value.isNumber()
                ? Double.valueOf(value.doubleValue())
                : typed(name, value, Double::valueOf, "must be a number");
    }

    /** What somebody wrote into a form. */
    private <T> T typed(String name, JsonNode value, Function<String, T> reader, String otherwise) {
        if (form && value.isTextual()) {
            try {
                return reader.apply(value.textValue().strip());
            } catch (NumberFormatException e) {
                errors.accept(name, otherwise);
                return null;
            }
        }
        errors.accept(name, otherwise);
        return null;
    }

    <E extends Enum<E>> E constant(String name, Class<E> type, String text) {
        Optional<E> constant = EnumNames.find(type, text);
        if (constant.isEmpty()) {
            errors.accept(name, "must be one of "
                    + Stream.of(type.getEnumConstants()).map(EnumNames::of).collect(Collectors.joining(", ")));
        }
        return constant.orElse(null);
    }

    /** Of JSON a list, of a form a field that is repeated or has commas. */
    List<String> list(String name, JsonNode value) {
        return form ? listOfForm(value) : listOfJson(name, value);
    }

    /** As {@link #list}, and what has commas in a form is one text. */
    List<String> texts(String name, JsonNode value) {
        if (!form) {
            return listOfJson(name, value);
        }
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false).map(JsonNode::asText).toList()
                : List.of(value.asText());
    }

    private List<String> listOfJson(String name, JsonNode value) {
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(item -> texts.add(item.isTextual() ? item.textValue() : null));
        }
        if (!value.isArray() || texts.contains(null)) {
            errors.accept(name, "must be a list of strings");
            return List.of();
        }
        return texts;
    }

    static List<String> listOfForm(JsonNode value) {
        Stream<String> given = value.isArray()
                ? StreamSupport.stream(value.spliterator(), false).map(JsonNode::asText)
                : Stream.of(value.asText());
        return given.flatMap(text -> Stream.of(text.split(",", -1)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }
}
