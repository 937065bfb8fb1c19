package io.ftpcluster.master.http.live;

import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.master.http.page.ByteText;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry.HostInfo;
import io.ftpcluster.messages.Telemetry.Probed;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.text.EnumNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Servers as the pages' templates take them: in words. {@code fleet-text.js} says the same of what comes later. */
public final class FleetView {

    private static final String NOTHING = "–";
    /** A space that doesn't break, as between a number and its unit. */
    private static final char SPACE = '\u00a0';

    private FleetView() {}

    /** The model of a page with those of the servers that the query chooses; its last one where there are fewer. */
    public static Map<String, Object> page(List<FleetServer> servers, FleetQuery query) {
        Map<String, Object> page = new HashMap<>();
        List<FleetServer> matching = query.select(servers);
        int pages = Math.max(1, Math.ceilDiv(matching.size(), FleetQuery.PAGE));
        int number = Math.min(query.page(), pages);
        int first = (number - 1) * FleetQuery.PAGE;
        page.put("rows", matching.stream().skip(first).limit(FleetQuery.PAGE).map(FleetView::row).toList());
        page.put("first", first + 1);
        page.put("page", number);
        page.put("pages", pages);
        page.put("matching", matching.size());
        page.put("known", servers.size());
        page.put("conditions", conditions(servers));
        page.put("heard",
                servers.stream()
                        .filter(server -> server.state() != null && server.state().condition() != Condition.NEVER_SEEN)
                        .count());
        page.put("alerts",
                servers.stream().mapToInt(server -> server.state() == null ? 0 : server.state().alerts().size()).sum());
        page.put("query", Map.of("q", query.text(), "state", query.state(), "sort", query.sort()));
        page.put("untold", servers.stream().anyMatch(server -> server.state() == null));
        return page;
    }

    /** How many are in each, the worst first; those that can't be told at the moment count for none. */
    private static List<Map<String, Object>> conditions(List<FleetServer> servers) {
        Map<Condition, Long> counted = servers.stream()
                .filter(server -> server.state() != null)
                .collect(Collectors.groupingBy(server -> server.state().condition(), Collectors.counting()));
        return Stream.of(Condition.OFFLINE, Condition.STALE, Condition.NEVER_SEEN, Condition.LIVE)
                .map(condition -> Map.<String, Object>of("id", EnumNames.of(condition), "text", Labels.of(condition),
                        "count", counted.getOrDefault(condition, 0L)))
                .toList();
    }

    public static Map<String, Object> row(FleetServer server) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", server.id());
        row.put("alias", server.alias());
        row.put("details", server.forAdmin() ? "/servers/" + server.id() : "/fleet/" + server.id());
        if (server.permission() != null) {
            row.put("files", "/ftp/" + server.permission().username() + "/" + server.alias() + "/");
            row.put("rights", server.permission().rights().stream().sorted().map(EnumNames::of).toList());
        }
        putState(row, server);
        return row;
    }

    private static void putState(Map<String, Object> row, FleetServer server) {
        State state = server.state();
        row.put("state", state == null ? "unknown" : EnumNames.of(state.condition()));
        row.put("state_text", state == null ? "Unknown" : Labels.of(state.condition()));
        row.put("alerts", state == null ? List.of() : state.alerts().stream().map(Labels::besideCondition).toList());
        if (state != null && state.lastSeen() != null) {
            row.put("last_seen", state.lastSeen().toString());
        }
        if (state != null && state.reason() != null) {
            boolean more = server.forAdmin() && state.probe() != null && state.probe().reason() != null;
            row.put("reason", more ? state.probe().reason() : state.reason());
        }
        row.put("probe", state == null || state.probe() == null ? "" : probe(state.probe()));
        Sample sample = state == null ? null : state.latest();
        putSample(row, sample);
        if (server.forAdmin()) {
            row.put("users", sample == null ? "" : users(sample));
            row.put("facts", state == null ? Map.of() : facts(state.facts()));
        }
    }

    private static String probe(Probed probe) {
        if (probe.refused()) {
            return "Login refused (no agent)";
        }
        return probe.answers() ? "Answers in " + probe.millis() + SPACE + "ms (no agent)" : "No agent";
    }

    private static void putSample(Map<String, Object> row, Sample sample) {
        boolean measured = sample != null;
        row.put("mem", bar(measured ? sample.memPercent() : null));
        row.put("cpu", bar(measured ? sample.cpuPercent() : null));
        Double space = measured ? fuller(sample.ftpDiskPercent(), sample.rootDiskPercent()) : null;
        Double inodes = measured ? fuller(sample.ftpInodesPercent(), sample.rootInodesPercent()) : null;
        row.put("space", bar(space));
        row.put("inodes", bar(inodes));
        row.put("disk", disk(space, inodes));
        row.put("sessions", measured && sample.ftpSessions() != null ? sample.ftpSessions().toString() : NOTHING);
        row.put("received", measured ? rate(sample.receivedPerSecond()) : NOTHING);
        row.put("sent", measured ? rate(sample.sentPerSecond()) : NOTHING);
        row.put("ftp", measured ? daemon(sample.ftpState()) : NOTHING);
        row.put("uptime", measured && sample.uptimeSeconds() != null ? duration(sample.uptimeSeconds()) : NOTHING);
    }

    /** The known one, if only one is. */
    private static Double fuller(Double one, Double other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.max(one, other);
    }

    /** By what ends first: nothing can be stored without either. */
    private static Map<String, Object> disk(Double space, Double inodes) {
        if (inodes == null || inodes <= (space == null ? -1 : space)) {
            return bar(space);
        }
        Map<String, Object> bar = new HashMap<>(bar(inodes));
        bar.put("text", bar.get("text") + " inodes");
        return bar;
    }

    private static Map<String, Object> bar(Double percent) {
        long whole = percent == null ? 0 : Math.round(percent);
        return Map.of("percent", whole, "text", percent == null ? NOTHING : "" + whole + SPACE + '%');
    }

    private static String rate(Double bytesPerSecond) {
        return bytesPerSecond == null ? NOTHING : ByteText.of(Math.round(bytesPerSecond)) + "/s";
    }

    private static String duration(long seconds) {
        Duration time = Duration.ofSeconds(seconds);
        if (time.toDays() > 0) {
            return "" + time.toDays() + SPACE + 'd';
        }
        return time.toHours() > 0 ? "" + time.toHours() + SPACE + 'h' : "" + time.toMinutes() + SPACE + "min";
    }

    private static String daemon(FtpState state) {
        return state == FtpState.UNKNOWN ? NOTHING : Labels.of(state);
    }

    private static String users(Sample sample) {
        return sample.ftpUsers()
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .map(user -> user.getKey() + (user.getValue() == 1 ? "" : " ×" + SPACE + user.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Object> facts(HostInfo facts) {
        if (facts == null) {
            return Map.of();
        }
        Map<String, Object> all = new HashMap<>();
        all.put("agent", text(facts.agentVersion()));
        all.put("system", text(facts.system()));
        all.put("kernel", joined(facts.kernel(), facts.architecture()));
        all.put("host", text(facts.hostName()));
        all.put("addresses", facts.addresses().isEmpty() ? NOTHING : String.join(", ", facts.addresses()));
        all.put("daemon", joined(facts.ftpDaemon(), facts.ftpVersion()));
        all.put("datalink", datalink(facts.datalink()));
        return all;
    }

    private static String datalink(HelloFrame.Datalink datalink) {
        if (datalink == null) {
            return "off";
        }
        return "port " + datalink.port()
                + (datalink.tlsFingerprint() == null ? "" : ", certificate " + datalink.tlsFingerprint());
    }

    private static String text(String value) {
        return value == null || value.isBlank() ? NOTHING : value;
    }

    private static String joined(String one, String other) {
        List<String> parts = new ArrayList<>();
        for (String part : new String[]{one, other}) {
            if (part != null && !part.isBlank()) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? NOTHING : String.join(" ", parts);
    }
}
