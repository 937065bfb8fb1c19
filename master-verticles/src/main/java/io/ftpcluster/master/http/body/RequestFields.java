package io.ftpcluster.master.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftpcluster.bus.Failure.FieldError;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.http.request.Negotiation;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the fields of a JSON object or a form alike. What is wrong is collected: read all, then call {@link #check},
 * which names every field that is missing, of a wrong type or unknown. Until then a bad field reads as null. In forms
 * an empty field counts as absent, because browsers send those that nobody filled in.
 */
public final class RequestFields {

    private final RequestBody body;
    private final boolean fromPage;
    private final FieldValues values;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> lists = new HashSet<>();
    private final Set<String> secrets = new HashSet<>();
    private final List<FieldError> errors = new ArrayList<>();

    private RequestFields(RequestBody body, boolean fromPage) {
        this.body = body;
        this.fromPage = fromPage;
        this.values = new FieldValues(body.form(), this::error);
    }

    /** Fails with 400 or 415 when the body is neither a JSON object nor a form. */
    public static RequestFields of(RoutingContext context) {
        RequestBody body = RequestBody.of(context);
        return new RequestFields(body, body.form() && Negotiation.wantsPage(context));
    }

    /** As {@link #of}, where no body is as good as one without fields. */
    public static RequestFields ofOptional(RoutingContext context) {
        return BodyReader.of(context).length() == 0
                ? new RequestFields(new RequestBody(Map.of(), false), false)
                : of(context);
    }

    public static boolean isForm(RoutingContext context) {
        return RequestBody.isForm(context);
    }

    public boolean isForm() {
        return body.form();
    }

    /** Whether a browser sent a form, and so wants a page for an answer. */
    public boolean fromPage() {
        return fromPage;
    }

    public String text(String name) {
        return required(name, optionalText(name));
    }

    public String optionalText(String name) {
        return present(name).map(value -> values.text(name, value)).orElse(null);
    }

    /** For changes: null when absent; what is there must be a value. An empty field of a form changes nothing. */
    public String newText(String name) {
        if (isJsonNull(name)) {
            error(name, "must not be null");
            return null;
        }
        return optionalText(name);
    }

    /** For changes: null when absent, empty when null or empty was given and so the value shall go. */
    public String newTextOrNone(String name) {
        known.add(name);
        JsonNode value = body.members().get(name);
        if (value == null) {
            return null;
        }
        return value.isNull() ? "" : values.text(name, value);
    }

    public Secret secret(String name) {
        return required(name, newSecret(name));
    }

    public Secret newSecret(String name) {
        return secret(name, newText(name));
    }

    public Secret optionalSecret(String name) {
        return secret(name, optionalText(name));
    }

    /**
     * For changes: null when absent, empty when null or empty was given and so the value shall go. An empty field of a form,
     * which can't show what is stored, changes nothing.
     */
    public Secret newSecretOrNone(String name) {
        return secret(name, body.form() ? newText(name) : newTextOrNone(name));
    }

    private Secret secret(String name, String text) {
        secrets.add(name);
        return text == null ? null : new Secret(text);
    }

    public Integer newInteger(String name) {
        if (isJsonNull(name)) {
            error(name, "must not be null");
            return null;
        }
        return present(name).map(value -> values.integer(name, value)).orElse(null);
    }

    /** For changes: null when absent; {@code none} when nothing was given, which itself can't be. */
    public Integer newIntegerOrNone(String name, int none) {
        if (!body.members().containsKey(name)) {
            return null;
        }
        Integer given = optionalInteger(name);
        if (given != null && given == none) {
            error(name, "must not be " + none);
        }
        return given == null ? Integer.valueOf(none) : given;
    }

    /** Null when absent or null was given. */
    public Double optionalNumber(String name) {
        return present(name).map(value -> values.number(name, value)).orElse(null);
    }

    public Integer optionalInteger(String name) {
        return present(name).map(value -> values.integer(name, value)).orElse(null);
    }

    /** Null when absent or null was given. */
    public Long optionalWhole(String name) {
        return present(name).map(value -> values.whole(name, value)).orElse(null);
    }

    /** For changes: null when absent, {@code none} when nothing was given. */
    public Long newWholeOrNone(String name, long none) {
        if (!body.members().containsKey(name)) {
            return null;
        }
        return present(name).isEmpty() ? Long.valueOf(none) : optionalWhole(name);
    }

    /** True or false, in a form as words; false when absent or null was given. */
    public boolean flag(String name) {
        Optional<JsonNode> value = present(name);
        if (value.isEmpty()) {
            return false;
        }
        String text = value.get().asText();
        boolean fits = body.form() ? value.get().isTextual() : value.get().isBoolean();
        if (!fits || !(text.equals("true") || text.equals("false"))) {
            error(name, "must be true or false");
        }
        return text.equals("true");
    }

    public <E extends Enum<E>> E choice(String name, Class<E> type) {
        return required(name, newChoice(name, type));
    }

    public <E extends Enum<E>> E newChoice(String name, Class<E> type) {
        String text = newText(name);
        return text == null ? null : values.constant(name, type, text);
    }

    /** Null when absent or null was given. */
    public <E extends Enum<E>> E optionalChoice(String name, Class<E> type) {
        String text = optionalText(name);
        return text == null ? null : values.constant(name, type, text);
    }

    /** A JSON list, or in a form a field that is repeated or has commas; null when absent. */
    public <E extends Enum<E>> Set<E> optionalChoices(String name, Class<E> type) {
        lists.add(name);
        Optional<JsonNode> value = present(name);
        if (value.isEmpty()) {
            return null;
        }
        List<String> texts = values.list(name, value.get());
        Set<E> chosen = EnumSet.noneOf(type);
        for (String text : texts) {
            E constant = values.constant(name, type, text);
            if (constant != null) {
                chosen.add(constant);
            }
        }
        // No choice must never read as "all".
        return chosen.isEmpty() ? required(name, null) : chosen;
    }

    /** The lines of a text that aren't empty, or in JSON a list of strings; null when absent. */
    public List<String> optionalLines(String name) {
        Optional<JsonNode> value = present(name);
        if (value.isEmpty()) {
            return null;
        }
        if (!body.form() && value.get().isArray()) {
            return values.list(name, value.get());
        }
        String text = values.text(name, value.get());
        return text == null ? null : text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    /** A JSON list of strings, or in a form a field that is repeated; empty when absent. */
    public List<String> optionalTexts(String name) {
        lists.add(name);
        return present(name).map(value -> values.texts(name, value)).orElse(List.of());
    }

    /** As {@link #optionalChoices}, for changes: null when absent; what is there must be a list. */
    public <E extends Enum<E>> Set<E> newChoices(String name, Class<E> type) {
        if (isJsonNull(name)) {
            error(name, "must not be null");
            return null;
        }
        return optionalChoices(name, type);
    }

    /** To be called once all fields were read. */
    public void check() {
        for (String name : body.members().keySet()) {
            if (!known.contains(name)) {
                errors.add(new FieldError(name, "is unknown"));
            }
        }
        if (!errors.isEmpty()) {
            String detail = errors.stream()
                    .map(error -> error.field() + ": " + error.detail())
                    .collect(Collectors.joining("; "));
            throw new Failure(FailureCode.INVALID, detail, errors, 0).exception();
        }
    }

    /** What was typed into the fields that were read, to fill the form again; but for what was read as a secret. */
    public Map<String, Object> typed() {
        Map<String, Object> typed = new LinkedHashMap<>();
        for (String name : known) {
            JsonNode value = body.members().get(name);
            if (secrets.contains(name)) {
                continue;
            }
            if (lists.contains(name)) {
                typed.put(name, value == null ? List.of() : FieldValues.listOfForm(value));
            } else if (value != null) {
                typed.put(name, value.isArray() ? FieldValues.listOfForm(value) : value.asText());
            }
        }
        return typed;
    }

    public void error(String field, String detail) {
        if (errors.stream().noneMatch(error -> error.field().equals(field))) {
            errors.add(new FieldError(field, detail));
        }
    }

    private Optional<JsonNode> present(String name) {
        known.add(name);
        JsonNode value = body.members().get(name);
        boolean absent = value == null || value.isNull()
                || (body.form() && value.isTextual() && value.textValue().isEmpty());
        return absent ? Optional.empty() : Optional.of(value);
    }

    private boolean isJsonNull(String name) {
        JsonNode value = body.members().get(name);
        return value != null && value.isNull();
    }

    private <T> T required(String name, T value) {
        if (value == null) {
            error(name, "is required");
        }
        return value;
    }
}
