package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.ByteText;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.messages.Nodes.Description;
import io.ftpcluster.messages.Nodes.Gone;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /nodes}: the members of the cluster and how each is, by its own words, for admins. */
public final class NodesResource implements Resource {

    private static final String SILENT = "silent";

    private final Bus bus;
    private final Silence silence;
    private final Representations all;

    public NodesResource(Bus bus, Pages pages, InstantSource clock) {
        this.bus = bus;
        this.silence = new Silence(clock);
        this.all = new Representations(pages, "nodes", context -> find(false), context -> find(true));
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listNodes", all::reply);
    }

    private Future<Map<String, Object>> find(boolean page) {
        return bus.request(Nodes.LIST, new Nodes.FindAll()).compose(found -> {
            List<String> ids = found.nodes().stream().map(Node::id).toList();
            return bus.requestEach(Nodes.DESCRIBE, ids, new Nodes.Describe()).map(answers -> {
                silence.note(ids, answers.keySet());
                List<Map<String, Object>> nodes = Views.list(found.nodes(), node -> view(node, answers.get(node.id())));
                return Map.<String, Object>of("nodes", page ? Views.list(nodes, NodesResource::forPeople) : nodes,
                        "gone", Views.list(found.gone(), NodesResource::gone));
            });
        });
    }

    /** @param how null when it doesn't answer */
    private Map<String, Object> view(Node node, Description how) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", node.id());
        view.put("name", node.name());
        view.put("version", node.version());
        view.put("address", node.address().isEmpty() ? null : node.address());
        view.put("started_at", node.startedAt().toString());
        view.put("answers_this", node.self());
        view.put("state", how == null ? SILENT : how.state());
        view.put("silent_seconds", how == null ? silence.of(node.id()).toSeconds() : null);
        view.put("reasons", how == null ? List.of() : how.reasons());
        view.put("leads", how == null ? null : how.leads());
        view.put("agents", how == null ? null : how.agents());
        view.put("pages", how == null ? null : how.pages());
        view.put("transfers", how == null ? null : how.transfers());
        view.put("lag_ms", how == null ? null : how.lagMillis());
        view.put("database", how == null ? null : how.database());
        view.put("database_ms", how == null || how.databaseMillis() < 0 ? null : how.databaseMillis());
        view.put("heap_bytes", how == null ? null : how.heapBytes());
        view.put("heap_max_bytes", how == null ? null : how.heapMaxBytes());
        return view;
    }

    /** What the page shows besides: amounts as people read them. */
    private static Map<String, Object> forPeople(Map<String, Object> view) {
        if (view.get("heap_bytes") instanceof Long used && view.get("heap_max_bytes") instanceof Long most) {
            view.put("heap_text", ByteText.of(used) + " of " + ByteText.of(most));
        }
        return view;
    }

    private static Map<String, Object> gone(Gone gone) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", gone.node().name());
        view.put("version", gone.node().version());
        view.put("address", gone.node().address());
        view.put("gone_at", gone.at().toString());
        return view;
    }
}
