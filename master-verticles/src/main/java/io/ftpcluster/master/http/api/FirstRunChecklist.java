package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Users.User;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What leads from an empty portal to a first downloaded file; nothing once that was there. */
record FirstRunChecklist(Bus bus) {

    /** Whoever uploads has found the files, too; and where much was done with them, it is found at once. */
    private static final String WITH_FILES = "file.";
    /** Whoever has more servers has found the way, and a long trail needn't be searched. */
    private static final int MOST_SERVERS = 5;

    /**
     * @param href where it is done
     * @param done whether it was
     */
    private record Step(String text, String href, boolean done) {
        Map<String, Object> view() {
            return Map.of("text", text, "href", href, "done", done);
        }
    }

    /** @param model of the dashboard, with counts and fleet */
    Future<Map<String, Object>> addTo(Map<String, Object> model, User admin) {
        Map<?, ?> counts = (Map<?, ?>) model.get("counts");
        if (number(counts, "servers") > MOST_SERVERS) {
            return Future.succeededFuture(model);
        }
        long heard = number((Map<?, ?>) model.get("fleet"), "heard");
        List<Step> first = List.of(new Step("Register a server", "/servers#add", number(counts, "servers") > 0),
                new Step("Set it up: its page has a line to paste", "/servers", heard > 0),
                new Step("Add a user for each person", "/users#add", number(counts, "users") > 1),
                new Step("Grant a permission: who may use which server", "/permissions#add",
                        number(counts, "permissions") > 0));
        return bus.request(Audit.LIST, new Audit.Find(new Audit.Filter(null, null, WITH_FILES, null, null), null, 1))
                .map(found -> {
                    Step last = new Step("Download a file from it", "/ftp/" + admin.username() + "/",
                            !found.events().isEmpty());
                    if (!last.done()) {
                        model.put("checklist", Stream.concat(first.stream(), Stream.of(last)).map(Step::view).toList());
                    }
                    return model;
                });
    }

    private static long number(Map<?, ?> of, String name) {
        return ((Number) of.get(name)).longValue();
    }
}
