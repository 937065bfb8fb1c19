package io.ftpcluster.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.DemoPortal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conf/prometheus-rules.yml} and {@code conf/grafana-dashboard.json}, and what promtool says of the real {@code /metrics}. */
class MonitoringExamplesIT {

    private static final Path ROOT = Path.of(System.getProperty("ftpcluster.root"));
    private static final Path RULES = ROOT.resolve("conf/prometheus-rules.yml");
    private static final Path DASHBOARD = ROOT.resolve("conf/grafana-dashboard.json");
    private static final Pattern METRIC = Pattern
            .compile("\\b(?:ftpcluster|vertx|jvm|netty|process|system)_[a-z0-9_]+(?=[{\\[])");
    /** In docs/metrics.md; of those that begin with an underline the rest is like in the name before it. */
    private static final Pattern DOCUMENTED = Pattern.compile("`([a-z]+_[a-z0-9_]+)`");
    /** Names that Micrometer gives, which others' dashboards know. */
    private static final Set<String> MICROMETERS = Set.of("jvm_compilation_time_ms_total", "process_cpu_time_ns_total",
            "system_cpu_count");

    @TempDir
    private static Path folder;

    private static DemoPortal portal;
    private static String metrics;

    @BeforeAll
    static void useAPortal() throws Exception {
        portal = DemoPortal.start(folder.resolve("data"));
        String files = portal.url() + "/ftp/demo/alpha/";
        String demo = "demo:" + DemoPortal.DEMO_PASSWORD;
        Commands.run("curl", "-fsS", "-u", demo, files + "welcome.txt");
        Commands.run("curl", "-fsS", "-u", demo, "-T", RULES.toString(), files + "rules.yml");
        Commands.run("curl", "-sS", "-u", "demo:wrong", portal.url() + "/me");
        metrics = Commands.run("curl", "-fsS", "-u", "admin:" + DemoPortal.ADMIN_PASSWORD, portal.url() + "/metrics");
    }

    @AfterAll
    static void stop() {
        portal.close();
    }

    @Test
    void prometheusCanReadTheMetrics() throws Exception {
        Promtool.Result checked = Promtool.run(folder, metrics, "check", "metrics");
        List<String> complaints = checked.output()
                .lines()
                .filter(line -> !MICROMETERS.contains(line.split(" ", 2)[0]))
                .toList();
        assertEquals(List.of(), complaints);
        assertTrue(checked.code() == 0 || checked.code() == 3, () -> "it can't be read: " + checked.output());
    }

    @Test
    void prometheusTakesTheRules() throws Exception {
        Promtool.Result checked = Promtool.run(folder, "", "check", "rules", RULES.toString());
        assertEquals(0, checked.code(), checked.output());
    }

    @Test
    void theRulesFireWhenTheyAreToAndOnlyThen() throws Exception {
        Path cases = ROOT.resolve("master-verticles/src/test/resources/prometheus/rules-test.yml");
        Promtool.Result tested = Promtool.run(folder, "", "test", "rules", cases.toString());
        assertEquals(0, tested.code(), tested.output());
    }

    @Test
    void whatTheyAskForIsThere() throws Exception {
        Set<String> there = new HashSet<>();
        metrics.lines().filter(line -> !line.startsWith("#")).forEach(line -> there.add(line.split("[{ ]", 2)[0]));
        Set<String> documented = DOCUMENTED.matcher(Files.readString(ROOT.resolve("docs/metrics.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        String asked = Files.readString(RULES) + String.join("\n", queries());
        Set<String> names = METRIC.matcher(asked).results().map(match -> match.group()).collect(Collectors.toSet());
        assertTrue(names.size() > 25, names::toString);
        // A machine without a limit of memory has no such gauge, and there may have been no collection yet.
        names.removeIf(name -> there.contains(name) || documented.contains(name.replaceFirst("_(sum|count|max)$", "")));
        assertEquals(Set.of(), names);
    }

    @Test
    void prometheusUnderstandsTheQueriesOfTheDashboard() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        List<String> queries = queries();
        for (int i = 0; i < queries.size(); i++) {
            String query = queries.get(i)
                    .replace("$__rate_interval", "1m")
                    .replace("$job", "ftpcluster")
                    .replace("$instance", ".*");
            assertTrue(!query.contains("$"), query);
            rules.append("      - {record: q").append(i).append(", expr: '").append(query).append("'}\n");
        }
        Path file = Files.writeString(folder.resolve("dashboard.yml"), rules);
        Promtool.Result checked = Promtool.run(folder, "", "check", "rules", file.toString());
        assertEquals(0, checked.code(), checked.output());
        assertTrue(checked.output().contains(queries.size() + " rules found"), checked.output());
    }

    @Test
    void thePanelsOfTheDashboardDontOverlap() throws Exception {
        Set<Integer> ids = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels")) {
            String title = panel.get("title").asText();
            assertTrue(ids.add(panel.get("id").asInt()), title);
            JsonNode place = panel.get("gridPos");
            assertTrue(place.get("x").asInt() + place.get("w").asInt() <= 24, title);
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    assertTrue(places.add((place.get("x").asInt() + x) + " " + (place.get("y").asInt() + y)), title);
                }
            }
        }
    }

    private static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels")) {
            panel.path("targets").forEach(target -> queries.add(target.get("expr").asText()));
        }
        return queries;
    }
}
