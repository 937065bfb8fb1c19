package io.ftpcluster.master.cli.fleet;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The JSON Schema of the file, from which editors complete it; {@code conf/fleet.schema.json} is a copy. */
final class FleetSchema {

    private FleetSchema() {}

    static JsonObject json() {
        JsonObject properties = new JsonObject().put("format",
                new JsonObject().put("description", "By which rules the file is read.").put("const", FleetFile.FORMAT));
        for (Kind kind : Kind.values()) {
            properties.put(kind.section(),
                    new JsonObject().put("type", "array")
                            .put("description", kind.description() + " What isn't named stays as it is.")
                            .put("items", object(kind)));
        }
        return new JsonObject().put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "A fleet of FTPCluster")
                .put("type", "object")
                .put("properties", properties)
                .put("required", new JsonArray().add("format"))
                .put("additionalProperties", false);
    }

    private static JsonObject object(Kind kind) {
        JsonObject properties = new JsonObject();
        kind.fields().forEach(field -> properties.put(field.name(), schema(field)));
        JsonArray required = new JsonArray();
        kind.names().forEach(field -> required.add(field.name()));
        return new JsonObject().put("type", "object")
                .put("description", kind.description())
                .put("properties", properties)
                .put("required", required)
                .put("additionalProperties", false);
    }

    /** Where a text is wanted, what looks like a number or a flag is one, too. */
    private static JsonObject schema(Field field) {
        JsonObject schema = new JsonObject().put("description", field.description());
        return switch (field.type()) {
            case NAME -> schema.put("type", types(field, "string", "number", "boolean"))
                    .put("pattern", "^" + FieldReader.NAME + "$");
            case TEXT -> schema.put("type", types(field, "string", "number", "boolean")).put("maxLength", field.most());
            case NUMBER ->
                schema.put("type", types(field, "integer")).put("minimum", field.least()).put("maximum", field.most());
            case FLAG -> schema.put("type", types(field, "boolean"));
            case CHOICE -> schema.put("enum", new JsonArray(field.choices()));
            case CHOICES -> schema.put("type", "array")
                    .put("items", new JsonObject().put("enum", new JsonArray(field.choices())))
                    .put("minItems", 1)
                    .put("uniqueItems", true);
            case SECRET ->
                schema.put("type", "object")
                        .put("properties", new JsonObject()
                                .put("file", place("A file whose first line it is, seen from the fleet file's folder."))
                                .put("env", place("A variable of the environment.")))
                        .put("minProperties", 1)
                        .put("maxProperties", 1)
                        .put("additionalProperties", false);
        };
    }

    private static JsonObject place(String description) {
        return new JsonObject().put("type", "string").put("description", description).put("minLength", 1);
    }

    private static JsonArray types(Field field, String... types) {
        JsonArray all = new JsonArray();
        for (String type : types) {
            all.add(type);
        }
        return field.nullable() ? all.add("null") : all;
    }
}
