package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.contract.Contract;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.response.Compression;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /openapi.json} and {@code /docs}: the contract for programs and for people. */
public final class DocsResource implements Resource {

    private final Contract contract;
    private final Pages pages;
    private final Map<String, Object> model;

    public DocsResource(Contract contract, Pages pages) {
        this.contract = contract;
        this.pages = pages;
        this.model = Map.of("info", contract.info().getMap(), "operations",
                contract.operations().stream().map(this::describe).toList());
    }

    @Override
    public void bind(Operations operations) {
        operations.on("getContract", context -> {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
            Compression.end(context.request(), contract.text());
        });
        operations.on("getDocs", context -> pages.showToAll(context, "docs", model));
    }

    private Map<String, Object> describe(Contract.Operation operation) {
        JsonObject definition = contract.resolved(operation.definition());
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", operation.id());
        view.put("method", operation.method().name());
        view.put("path", operation.path());
        view.put("summary", definition.getString("summary"));
        view.put("description", definition.getString("description", ""));
        view.put("security", switch (operation.access()) {
            case ANYONE -> "anyone";
            case USER -> "user";
            case ADMIN -> "admin";
            case SERVER -> "a server's token";
            case ENROLMENT -> "an enrolment secret";
        });
        view.put("parameters", parameters(definition.getJsonArray("parameters")));
        view.put("request_fields", operation.hasBody() ? requestFields(definition) : List.of());
        view.put("responses",
                definition.getJsonObject("responses")
                        .stream()
                        .map(response -> Map.of("status", response.getKey(), "description",
                                ((JsonObject) response.getValue()).getString("description")))
                        .toList());
        return view;
    }

    private static List<Map<String, Object>> parameters(JsonArray parameters) {
        return parameters.stream()
                .map(JsonObject.class::cast)
                .map(parameter -> field(parameter.getString("name"), parameter.getJsonObject("schema"),
                        parameter.getBoolean("required", false), parameter.getString("description", ""))
                        .in(parameter.getString("in")))
                .map(Field::view)
                .toList();
    }

    /** JSON and form have the same fields. */
    private static List<Map<String, Object>> requestFields(JsonObject definition) {
        JsonObject content = definition.getJsonObject("requestBody").getJsonObject("content");
        JsonObject schema = ((JsonObject) content.iterator().next().getValue()).getJsonObject("schema");
        JsonArray required = schema.getJsonArray("required");
        return schema.getJsonObject("properties").stream().map(property -> {
            JsonObject type = (JsonObject) property.getValue();
            return field(property.getKey(), type, required.contains(property.getKey()),
                    type.getString("description", "")).view();
        }).toList();
    }

    private record Field(String name, String in, String type, boolean required, String description) {

        Field in(String place) {
            return new Field(name, place, type, required, description);
        }

        Map<String, Object> view() {
            return Map.of("name", name, "in", in, "type", type, "required", required, "description", description);
        }
    }

    private static Field field(String name, JsonObject schema, boolean required, String description) {
        return new Field(name, "", typeText(schema), required, description);
    }

    /** {@code string, null}, or the values where there are only a few. */
    private static String typeText(JsonObject schema) {
        JsonArray values = schema.getJsonArray("enum");
        Object type = values != null ? values : schema.getValue("type");
        return type instanceof JsonArray several
                ? several.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(type);
    }
}
