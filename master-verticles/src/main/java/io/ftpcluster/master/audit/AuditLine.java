package io.ftpcluster.master.audit;

import io.ftpcluster.master.log.EcsJson;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Audit;
import java.util.LinkedHashMap;
import java.util.Map;

/** An event of the trail as JSON, with the same names as lines of the log. */
final class AuditLine {

    private static final String UNKNOWN = "-";

    private final String node;

    AuditLine(String node) {
        this.node = node;
    }

    String of(Audit.Stored stored) {
        Audit.Entry entry = stored.entry();
        Actor actor = entry.actor();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("event.id", stored.id());
        fields.put("event.dataset", "ftpcluster.audit");
        fields.put("event.action", entry.action());
        fields.put("message", (entry.action() + " " + entry.target()).strip());
        fields.put("user.name", actor.username());
        fields.put("user.id", actor.userId());
        fields.put("source.ip", UNKNOWN.equals(actor.remoteAddress()) ? "" : actor.remoteAddress());
        fields.put("labels.target", entry.target());
        fields.put("labels.detail", entry.detail());
        fields.put("http.request.id", stored.requestId());
        fields.put("service.name", "ftpcluster");
        fields.put("service.node.name", node);
        return EcsJson.line(stored.at(), fields).stripTrailing();
    }
}
