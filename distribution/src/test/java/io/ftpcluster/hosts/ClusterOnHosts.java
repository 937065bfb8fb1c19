package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.hosts.Guide.Step;
import io.ftpcluster.testing.BootedHost.Result;
import io.ftpcluster.testing.BootedHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three masters, PostgreSQL and HAProxy on four machines by docs/cluster.md alone, word by word; then one update after the other. */
class ClusterOnHosts {

    private static final String BALANCER = "192.0.2.10";
    private static final List<String> MASTERS = List.of("192.0.2.11", "192.0.2.12", "192.0.2.13");
    private static final String PORTAL = "--cacert /root/portal.crt --resolve portal.example:443:" + BALANCER;

    /** By the address that the guide has. */
    private final Map<String, BootedHost> hosts = new LinkedHashMap<>();
    private Guide guide;
    private String version;
    private String password;

    @BeforeEach
    void boot() throws Exception {
        guide = Guide.read("docs/cluster.md", "Three masters on four machines, step by step");
        hosts.put(BALANCER, BootedHost.up("balancer"));
        for (int i = 0; i < MASTERS.size(); i++) {
            hosts.put(MASTERS.get(i), BootedHost.up("node" + (i + 1)));
        }
        Archive archive = Archive.built();
        version = archive.version();
        BootedHost balancer = hosts.get(BALANCER);
        balancer.write("/root/" + archive.name(), archive.content());
        // The operator's own, by which scp reaches the masters.
        balancer.write("/root/.ssh/id_ed25519", BootedHost.privateKey().getBytes(StandardCharsets.US_ASCII));
        balancer.shell("chmod 600 /root/.ssh/id_ed25519; echo 'StrictHostKeyChecking accept-new' >/root/.ssh/config");
    }

    @AfterEach
    void delete() {
        hosts.values().forEach(BootedHost::close);
    }

    private String translated(String commands) {
        String result = commands.replace("VERSION", version);
        for (Map.Entry<String, BootedHost> host : hosts.entrySet()) {
            result = result.replace(host.getKey(), host.getValue().address());
        }
        return result;
    }

    private String run(String machine, String commands) {
        Result result = hosts.get(machine).attempt("set -e\n" + translated(commands));
        assertEquals(0, result.code(), () -> machine + ": " + translated(commands) + result.output());
        return result.output();
    }

    /** What is said for the first master is done on each. */
    private List<String> runStep(Step step) {
        List<String> said = new ArrayList<>();
        if (!step.machine().equals(MASTERS.getFirst())) {
            said.add(run(step.machine(), step.commands()));
            return said;
        }
        for (int i = 0; i < MASTERS.size(); i++) {
            said.add(run(MASTERS.get(i),
                    step.commands().replace(MASTERS.getFirst(), MASTERS.get(i)).replace("node1", "node" + (i + 1))));
        }
        return said;
    }

    /** The configuration that the guide copies has its addresses, which an operator replaces by hand. */
    private void install() {
        for (int section = 1; section <= 4; section++) {
            for (Step step : guide.section(section)) {
                if (step.commands().contains("haproxy -c")) {
                    step = new Step(step.title(), step.machine(),
                            step.commands().replace("haproxy -c", addresses() + "haproxy -c"));
                }
                for (String said : runStep(step)) {
                    if (UnpackedDistribution.PASSWORD.matcher(said).find()) {
                        assertEquals(null, password, "only the first one says it");
                        password = UnpackedDistribution.password(said);
                    }
                }
            }
        }
    }

    private String addresses() {
        StringBuilder edit = new StringBuilder("sed -i");
        for (String master : MASTERS) {
            // Split, as it would be translated itself.
            edit.append(" -e 's/192.0.\\(2.")
                    .append(master.substring("192.0.2.".length()))
                    .append("\\)/")
                    .append(hosts.get(master).address())
                    .append("/'");
        }
        return edit + " /etc/haproxy/haproxy.cfg\n";
    }

    private String ask(String options) {
        return run(BALANCER, "curl -fsS -m 10 " + PORTAL + " -u admin:" + password + " " + options);
    }

    /** All three are there and ready. */
    private void assertMembers() {
        String nodes = "";
        for (int i = 0; i < 60; i++) {
            nodes = ask("https://portal.example/nodes");
            if (nodes.split("\"state\":\"ready\"", -1).length == 1 + MASTERS.size()) {
                return;
            }
            run(BALANCER, "sleep 1");
        }
        throw new AssertionError(nodes);
    }

    @Test
    void theGuideIsEnoughAndUpdatesLoseNoRequest() throws Exception {
        install();
        assertMembers();
        assertEquals("201", ask("-o /dev/null -w '%{http_code}' -H 'Content-Type: application/json'"
                + " -d '{\"username\":\"anna\",\"password\":\"a long passphrase\",\"role\":\"user\"}' https://portal.example/users")
                .strip());

        bring("VERSION", "0.2.0", MASTERS);
        assertTheLastOneIsNotStopped();
        updateUnderLoad();
        assertMembers();
        killedUpdatesAreTakenUp();
        BootedHost first = hosts.get(MASTERS.getFirst());
        first.crash();
        run(BALANCER, "sleep 4");
        ask("-o /dev/null https://portal.example/users");
        first.bootAgain();
        assertMembers();
    }

    /** The same programs by another name. */
    private void bring(String from, String to, List<String> masters) {
        run(BALANCER, "cd /root && mv ftpcluster-" + from + " ftpcluster-" + to + " && tar czf " + archive(to)
                + " ftpcluster-" + to);
        for (String master : masters) {
            run(BALANCER, "scp -q /root/" + archive(to) + " root@" + master + ":");
        }
    }

    private static String archive(String version) {
        return "ftpcluster-" + version + "-linux-amd64.tar.gz";
    }

    /** In each of its steps: the others serve, and the same command goes on. */
    private void killedUpdatesAreTakenUp() {
        String before = "0.2.0";
        for (int tenths : List.of(40, 60, 80, 100, 130)) {
            boolean power = tenths >= 100;
            String next = "0.3." + tenths;
            String master = MASTERS.get(power ? 2 : 1);
            bring(before, next, List.of(master));
            String update = "/opt/ftpcluster/current/scripts/update_master.sh --database-saved /root/" + archive(next);
            BootedHost host = hosts.get(master);
            if (power) {
                host.attempt("systemd-run --quiet " + update + "; sleep " + tenths / 10.0);
                host.crash();
                run(BALANCER, "sleep 4");
            } else {
                host.attempt("timeout -s KILL " + tenths / 10.0 + " " + update);
            }
            ask("-o /dev/null https://portal.example/users");
            if (power) {
                host.bootAgain();
            }
            run(master, update);
            assertEquals("/opt/ftpcluster/" + next, run(master, "readlink /opt/ftpcluster/current").strip());
            assertMembers();
            before = next;
        }
    }

    private void assertTheLastOneIsNotStopped() {
        for (String other : MASTERS.subList(1, MASTERS.size())) {
            run(other, "systemctl stop ftpcluster-master");
        }
        Result refused = hosts.get(MASTERS.getFirst())
                .attempt("/opt/ftpcluster/current/scripts/update_master.sh --database-saved /root/" + archive("0.2.0"));
        assertEquals(1, refused.code(), refused.output());
        assertTrue(refused.output().contains("nobody would serve"), refused.output());
        ask("-o /dev/null https://portal.example/users");
        for (String other : MASTERS.subList(1, MASTERS.size())) {
            run(other, "systemctl start ftpcluster-master");
        }
        assertMembers();
    }

    private void updateUnderLoad() {
        // Two at once, each with a connection for each request and one that is kept; what fails is written down.
        run(BALANCER,
                """
                        cat >/root/ask <<'E'
                        while [ -e /root/asking ]; do
                            curl -sS -m 20 -f -o /dev/null -o /dev/null -w '%{http_code}\\n' PORTAL -u 'anna:a long passphrase' https://portal.example/me https://portal.example/me
                            curl -sS -m 20 -f -o /dev/null -w '%{http_code}\\n' --http1.1 PORTAL -u 'anna:a long passphrase' https://portal.example/me
                        done
                        E
                        touch /root/asking
                        for i in 1 2; do systemd-run --quiet bash -c "bash /root/ask >/root/asked.$i 2>&1"; done
                        """
                        .replace("PORTAL", PORTAL));
        try {
            for (Step step : guide.section(5)) {
                runStep(new Step(step.title(), step.machine(), step.commands().replace("NEW", "0.2.0")));
            }
        } finally {
            run(BALANCER, "rm /root/asking; sleep 3");
        }
        System.out.println(
                "requests while three masters were updated: " + run(BALANCER, "cat /root/asked.* | sort | uniq -c"));
        assertTrue(Integer.parseInt(run(BALANCER, "grep -hc '^200$' /root/asked.1").strip()) > 20);
        assertEquals("", run(BALANCER, "grep -hv '^200$' /root/asked.* || true"));
        for (String master : MASTERS) {
            assertEquals("/opt/ftpcluster/0.2.0", run(master, "readlink /opt/ftpcluster/current").strip());
        }
    }
}
