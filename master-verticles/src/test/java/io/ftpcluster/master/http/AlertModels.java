package io.ftpcluster.master.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the page of alerts is given; texts from outside go through {@code said}. */
record AlertModels(UnaryOperator<String> said) {

    private static final String AT = "2026-07-26T19:46:25.123Z";
    private static final String LONG_NAME = "archive-of-the-old-design-department-berlin-2019.example";

    Map<String, Object> full() {
        Map<String, Object> model = new HashMap<>();
        model.put("raised",
                List.of(alert("1", "alpha", "Disk almost full", "The disk with the files of FTP users is 93 % full."),
                        alert("2", LONG_NAME, "Offline", "Nothing was heard of it for 5 minutes.")));
        model.put("ended", List.of(ended(alert("3", "alpha", "Memory almost full", "Memory is 97 % full."))));
        model.put("more_raised", true);
        model.put("more_ended", true);
        model.put("limit", 100);
        model.put("server_id", said.apply("id-alpha"));
        model.put("server_alias", said.apply("alpha"));
        model.put("server_text", said.apply("alpha"));
        model.put("error", said.apply("There is no server alpha."));
        return model;
    }

    static Map<String, Object> empty() {
        return Map.of("raised", List.of(), "ended", List.of(), "more_raised", false, "more_ended", false, "limit", 100,
                "server_text", "");
    }

    private static Map<String, Object> ended(Map<String, Object> alert) {
        alert.put("ended_at", AT);
        alert.put("server_gone", true);
        return alert;
    }

    private Map<String, Object> alert(String id, String alias, String kind, String text) {
        return new HashMap<>(Map.of("id", "0d8a2b7c-1111-4d0e-8a3f-2f1f6f7c9a1" + id, "server_id",
                said.apply("id-alpha"), "server_gone", false, "alias", said.apply(alias), "kind_text", kind, "text",
                said.apply(text), "raised_at", AT, "duration_text", "2 d 3 h"));
    }
}
