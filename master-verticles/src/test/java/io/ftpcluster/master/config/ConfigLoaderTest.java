package io.ftpcluster.master.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.EnvFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

    private static final String FERNET = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private static final String SIGNING = "a-signing-key-of-thirty-two-chars";
    private static final Path EXAMPLE = Path.of(System.getProperty("ftpcluster.root"), "conf/master.env.example");

    @TempDir
    Path temp;

    @Test
    void defaults() {
        Config config = load(Map.of());

        assertTrue(config.nodeName().endsWith(":8080"), config.nodeName());
        assertEquals(Path.of("data").toAbsolutePath(), config.dataDir());
        assertEquals(new Config.Http("127.0.0.1", 8080, Optional.empty(), Optional.empty(), Duration.ofMinutes(2)),
                config.http());
        assertEquals(new Config.Database(Optional.empty(), Optional.empty(), Optional.empty()), config.database());
        assertEquals(new Config.Keys(Optional.empty(), Optional.empty()), config.keys());
        assertEquals(new Config.Ftp(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30),
                Duration.ofSeconds(30), Duration.ofSeconds(60), 512), config.ftp());
        assertEquals(new Config.Transfers(512, 1024), config.transfers());
        assertEquals(Config.Telemetry.DEFAULT, config.telemetry());
        assertEquals(Optional.empty(), config.adminPassword());
        assertEquals(Duration.ofSeconds(10), config.drain());
    }

    /** In a file they would do nothing, so that they are refused there. */
    @Test
    void whatCommandsReadFromTheEnvironmentIsNoSetting() throws IOException {
        Map<String, String> shell = Map.of("FTPCLUSTER_URL", "https://portal.example", "FTPCLUSTER_USER", "anna",
                "FTPCLUSTER_PASSWORD", "geheim", "FTPCLUSTER_PIN", "sha256//x");
        assertEquals(load(Map.of()).http(), load(shell).http());
        Optional<Path> file = Optional.of(file("FTPCLUSTER_URL=https://portal.example"));
        assertThrows(ConfigException.class, () -> new ConfigLoader(file, Map.of(), Map.of()));
    }

    @Test
    void everyKeyArrivesWhereItBelongs() throws IOException {
        Map<String, String> all = everyKey();

        ConfigLoader loader = new ConfigLoader(Optional.empty(), all, Map.of());

        assertEquals(Arrays.stream(Variable.values())
                // Not beside files.
                .filter(variable -> variable != Variable.ACME_DOMAINS)
                .map(Variable::key)
                .collect(Collectors.toSet()), all.keySet());
        assertEquals(new Config("west", temp.resolve("state"),
                new Config.Http("::1", 0, Optional.of(URI.create("https://portal.example:8443")),
                        Optional.of(new Config.Tls(temp.resolve("cert.pem"), temp.resolve("key.pem"))),
                        Duration.ofSeconds(7),
                        new Config.Edge(List.of(network("10.0.0.7/32"), network("2001:db8::/32")),
                                Duration.ofSeconds(8), new Config.Limits(30_000, 9_000, 7))),
                new Config.Database(Optional.of("jdbc:postgresql://db/x"), Optional.of("dbuser"),
                        Optional.of(new Secret("db-password")), Duration.ofDays(400)),
                new Config.Keys(Optional.of(new Secret(SIGNING)), Optional.of(new Secret(FERNET + "," + FERNET))),
                new Config.Ftp(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3),
                        Duration.ofSeconds(4), Duration.ofSeconds(5), 6, Duration.ofSeconds(45),
                        new Config.ActiveMode(50_300, 50_399, InetAddress.ofLiteral("192.0.2.10"))),
                new Config.Transfers(10_000, 0),
                new Config.Telemetry(Duration.ofSeconds(2),
                        Optional.of(new Secret("https://hooks.example/T1/token?x=1")),
                        Optional.of(
                                new Config.Mail(List.of("ops@example.org", "root@example.org"), "portal@example.org",
                                        new Config.Smtp("mail.example", 2525, true, Optional.of("me"),
                                                Optional.of(new Secret("p@ss+"))))),
                        Optional.of(URI.create("https://portal.example:8443")), Duration.ofDays(21)),
                Optional.of(new Config.Cluster("10.0.0.1", 5702, 5811, List.of("10.0.0.2:5702", "[::1]:5703"),
                        new Config.Published(Optional.of("2001:db8::1"), Optional.of(15702), Optional.of(15811)))),
                Optional.of(new Secret("admin-password")), Duration.ZERO, new Config.Accounts(Duration.ofDays(90)),
                new Config.Agents(false, Duration.ofSeconds(20), Optional.of(temp.resolve("agents"))),
                Optional.of(new Config.Backups(temp.resolve("backups"), Duration.ofHours(6), 3, false,
                        Optional.of(new Secret("a passphrase of one line")))),
                new Config.Logging(Config.LogFormat.JSON, Duration.ofSeconds(9),
                        Optional.of(new Config.AuditLog.ToFile(temp.resolve("audit.log"))),
                        Optional.of(new Traces(URI.create("https://collector.example:4318/otlp"),
                                Map.of("authorization", new Secret("Bearer hush"), "x-scope", new Secret("a=b")),
                                0.25)))),
                loader.load());
        assertEquals(Optional.of(new Secret("demo-password")), loader.demoPassword());
    }

    @Test
    void backupsNeedAFolderAndAPassphraseThatIsntGuessed() throws IOException {
        Path short1 = Files.writeString(temp.resolve("short"), "too short\n");
        Map<String, String> wrong = Map.of("FTPCLUSTER_BACKUP_DIR", temp.resolve("none").toString(),
                "FTPCLUSTER_BACKUP_HOURS", "0", "FTPCLUSTER_BACKUP_KEEP", "-1", "FTPCLUSTER_BACKUP_KEYS", "yes",
                "FTPCLUSTER_BACKUP_PASSPHRASE_FILE", short1.toString());
        wrong.forEach((key, value) -> {
            Map<String, String> settings = new HashMap<>(Map.of("FTPCLUSTER_BACKUP_DIR", temp.toString()));
            settings.put(key, value);
            String said = assertThrows(ConfigException.class, () -> load(settings)).getMessage();
            assertTrue(said.startsWith(key), said);
            assertFalse(said.contains("too short"), said);
        });
    }

    private static Network network(String text) {
        return Network.parse(text).orElseThrow();
    }

    private Map<String, String> everyKey() throws IOException {
        Pem.writeTo(temp);
        Map<String, String> all = new HashMap<>();
        all.put("SECRET_KEY", SIGNING);
        all.put("FERNET_KEY", FERNET + "," + FERNET);
        all.put("MASTER_URL", "https://portal.example:8443/");
        all.put("FTPCLUSTER_HTTP_HOST", "::1");
        all.put("FTPCLUSTER_HTTP_PORT", "0");
        all.put("FTPCLUSTER_TLS_CERT", temp.resolve("cert.pem").toString());
        all.put("FTPCLUSTER_TLS_KEY", temp.resolve("key.pem").toString());
        all.put("FTPCLUSTER_ACME_TERMS", "accept");
        all.put("FTPCLUSTER_ACME_EMAIL", "ops@example.org");
        all.put("FTPCLUSTER_ACME_DIRECTORY", "https://ca.example/directory");
        all.put("FTPCLUSTER_ACME_CA", temp.resolve("cert.pem").toString());
        all.put("FTPCLUSTER_ACME_HTTP_PORT", "8081");
        all.put("FTPCLUSTER_DATA_DIR", temp.resolve("state").toString());
        Files.createDirectories(temp.resolve("backups"));
        Files.writeString(temp.resolve("passphrase"), "a passphrase of one line\nand another\n");
        all.put("FTPCLUSTER_BACKUP_DIR", temp.resolve("backups").toString());
        all.put("FTPCLUSTER_BACKUP_HOURS", "6");
        all.put("FTPCLUSTER_LOG_FORMAT", "json");
        all.put("FTPCLUSTER_SLOW_SECONDS", "9");
        all.put("FTPCLUSTER_OTLP_ENDPOINT", "https://collector.example:4318/otlp");
        all.put("FTPCLUSTER_OTLP_HEADERS", "authorization=Bearer hush, x-scope=a=b");
        all.put("FTPCLUSTER_OTLP_SAMPLE", "0.25");
        all.put("FTPCLUSTER_AUDIT_LOG", "file:" + temp.resolve("audit.log"));
        all.put("FTPCLUSTER_BACKUP_KEEP", "3");
        all.put("FTPCLUSTER_BACKUP_KEYS", "false");
        all.put("FTPCLUSTER_BACKUP_PASSPHRASE_FILE", temp.resolve("passphrase").toString());
        all.put("FTPCLUSTER_DATABASE_URL", "jdbc:postgresql://db/x");
        all.put("FTPCLUSTER_DATABASE_USER", "dbuser");
        all.put("FTPCLUSTER_DATABASE_PASSWORD", "db-password");
        all.put("FTPCLUSTER_ADMIN_PASSWORD", "admin-password");
        all.put("FTPCLUSTER_DEMO_PASSWORD", "demo-password");
        all.put("FTPCLUSTER_CLUSTER_ENABLED", "true");
        all.put("FTPCLUSTER_CLUSTER_HOST", "10.0.0.1");
        all.put("FTPCLUSTER_CLUSTER_PORT", "5702");
        all.put("FTPCLUSTER_CLUSTER_BUS_PORT", "5811");
        all.put("FTPCLUSTER_CLUSTER_PUBLIC_HOST", "[2001:db8::1]");
        all.put("FTPCLUSTER_CLUSTER_PUBLIC_PORT", "15702");
        all.put("FTPCLUSTER_CLUSTER_PUBLIC_BUS_PORT", "15811");
        all.put("FTPCLUSTER_CLUSTER_MEMBERS", "10.0.0.2:5702, [::1]:5703");
        all.put("FTPCLUSTER_NODE_NAME", "west");
        all.put("FTPCLUSTER_DRAIN_SECONDS", "0");
        all.put("FTPCLUSTER_NOTICE_SECONDS", "8");
        all.put("FTPCLUSTER_TRUSTED_PROXIES", "10.0.0.7, 2001:db8::/32");
        all.put("FTPCLUSTER_FTP_CONNECT_SECONDS", "1");
        all.put("FTPCLUSTER_FTP_REPLY_SECONDS", "2");
        all.put("FTPCLUSTER_FTP_STALL_SECONDS", "3");
        all.put("FTPCLUSTER_FTP_QUEUE_SECONDS", "4");
        all.put("FTPCLUSTER_HTTP_IDLE_SECONDS", "7");
        all.put("FTPCLUSTER_HTTP_CONNECTIONS", "30000");
        all.put("FTPCLUSTER_HTTP_CONNECTIONS_PER_ADDRESS", "9000");
        all.put("FTPCLUSTER_LIVE_PER_USER", "7");
        all.put("FTPCLUSTER_FTP_IDLE_SECONDS", "5");
        all.put("FTPCLUSTER_FTP_SESSIONS_PER_LOGIN", "6");
        all.put("FTPCLUSTER_FTP_NOOP_SECONDS", "45");
        all.put("FTPCLUSTER_FTP_ACTIVE_PORTS", "50300-50399");
        all.put("FTPCLUSTER_FTP_ACTIVE_ADDRESS", "192.0.2.10");
        all.put("FTPCLUSTER_AGENT_UPDATES", "manual");
        all.put("FTPCLUSTER_AGENT_UPDATE_SETTLE_SECONDS", "20");
        all.put("FTPCLUSTER_AGENT_ARCHIVES", temp.resolve("agents").toString());
        all.put("FTPCLUSTER_TRANSFERS_PER_USER", "10000");
        all.put("FTPCLUSTER_TRANSFERS_PER_SERVER", "0");
        all.put("FTPCLUSTER_AUDIT_RETENTION_DAYS", "400");
        all.put("FTPCLUSTER_ACCOUNT_ROTATION_DAYS", "90");
        all.put("FTPCLUSTER_TELEMETRY_SECONDS", "2");
        all.put("FTPCLUSTER_CERTIFICATE_DAYS", "21");
        all.put("FTPCLUSTER_ALERT_WEBHOOK", "https://hooks.example/T1/token?x=1");
        all.put("FTPCLUSTER_ALERT_MAIL_TO", "ops@example.org, root@example.org");
        all.put("FTPCLUSTER_ALERT_MAIL_FROM", "portal@example.org");
        all.put("FTPCLUSTER_SMTP_URL", "smtps://me:p%40ss+@mail.example:2525");
        all.put("FTPCLUSTER_JAVA_HOME", "/opt/jdk");
        all.put("FTPCLUSTER_JAVA_OPTS", "-Xmx1g");
        all.put("FTPCLUSTER_JDK_URL", "https://mirror.example/jdk.tar.gz");
        all.put("FTPCLUSTER_JDK_CHECKSUM", "0123");
        return all;
    }

    @Test
    void flagsWinOverTheEnvironmentOverTheFile() throws IOException {
        Path file = file("FTPCLUSTER_HTTP_PORT=1", "FTPCLUSTER_NODE_NAME=file", "FTPCLUSTER_DRAIN_SECONDS=7");
        Map<String, String> environment = Map.of("FTPCLUSTER_HTTP_PORT", "2", "FTPCLUSTER_NODE_NAME", "environment",
                "FTPCLUSTER_DRAIN_SECONDS", "", "HOME", "/root");

        Config config = new ConfigLoader(Optional.of(file), environment, Map.of(Variable.HTTP_PORT, "3")).load();

        assertEquals(3, config.http().port());
        assertEquals("environment", config.nodeName());
        assertEquals(Duration.ofSeconds(7), config.drain());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"FTPCLUSTER_HTTP_PORT, 65536", "FTPCLUSTER_HTTP_PORT, -1",
            "FTPCLUSTER_HTTP_PORT, http", "FTPCLUSTER_HTTP_HOST, a b", "FTPCLUSTER_TLS_CERT, /nowhere/cert.pem",
            "FTPCLUSTER_TLS_KEY, /nowhere/key.pem", "SECRET_KEY, hush-hush", "FERNET_KEY, hush-hush",
            "MASTER_URL, ftp://portal.example", "MASTER_URL, portal", "MASTER_URL, http://a b",
            "MASTER_URL, https://user:hush@portal.example", "MASTER_URL, https://portal.example/path",
            "MASTER_URL, https://portal.example:99999", "FTPCLUSTER_DATABASE_URL, sqlite:x?password=hush",
            "FTPCLUSTER_ADMIN_PASSWORD, hush", "FTPCLUSTER_DEMO_PASSWORD, hush", "FTPCLUSTER_DRAIN_SECONDS, 3601",
            "FTPCLUSTER_CLUSTER_ENABLED, yes", "FTPCLUSTER_OTLP_ENDPOINT, 127.0.0.1:4318",
            "FTPCLUSTER_OTLP_ENDPOINT, grpc://127.0.0.1:4317",
            "FTPCLUSTER_OTLP_ENDPOINT, http://user:hush@127.0.0.1:4318",
            "FTPCLUSTER_OTLP_ENDPOINT, http://a?token=hush", "FTPCLUSTER_OTLP_ENDPOINT, http://a b",
            "FTPCLUSTER_OTLP_HEADERS, hush", "FTPCLUSTER_OTLP_HEADERS, a b=hush", "FTPCLUSTER_OTLP_SAMPLE, 1.1",
            "FTPCLUSTER_OTLP_SAMPLE, -0.1", "FTPCLUSTER_OTLP_SAMPLE, NaN", "FTPCLUSTER_OTLP_SAMPLE, all",
            "FTPCLUSTER_CLUSTER_PORT, 0", "FTPCLUSTER_CLUSTER_HOST, /", "FTPCLUSTER_CLUSTER_MEMBERS, `a,,b`",
            "FTPCLUSTER_CLUSTER_MEMBERS, `a,`", "FTPCLUSTER_CLUSTER_MEMBERS, a:", "FTPCLUSTER_CLUSTER_MEMBERS, a:0",
            "FTPCLUSTER_CLUSTER_MEMBERS, a:65536", "FTPCLUSTER_CLUSTER_MEMBERS, [a]:1",
            "FTPCLUSTER_CLUSTER_MEMBERS, [::1", "FTPCLUSTER_CLUSTER_MEMBERS, ::g",
            "FTPCLUSTER_CLUSTER_MEMBERS, fe80::1%eth0", "FTPCLUSTER_CLUSTER_MEMBERS, 10.0.0.1-5",
            "FTPCLUSTER_CLUSTER_MEMBERS, 10.0.0.256", "FTPCLUSTER_CLUSTER_HOST, 127.0.0.1:5701",
            "FTPCLUSTER_CLUSTER_HOST, [::1]:5701", "FTPCLUSTER_CLUSTER_HOST, [::1", "FTPCLUSTER_CLUSTER_HOST, 1:2",
            "FTPCLUSTER_CLUSTER_PUBLIC_HOST, 0.0.0.0", "FTPCLUSTER_CLUSTER_PUBLIC_HOST, [::]",
            "FTPCLUSTER_CLUSTER_PUBLIC_HOST, fe80::1", "FTPCLUSTER_CLUSTER_PUBLIC_HOST, fd00::1%eth0",
            "FTPCLUSTER_CLUSTER_PUBLIC_HOST, ff02::1", "FTPCLUSTER_CLUSTER_PUBLIC_HOST, 224.0.0.1",
            "FTPCLUSTER_CLUSTER_PUBLIC_HOST, 10.0.0.1:5701", "FTPCLUSTER_CLUSTER_PUBLIC_PORT, 0",
            "FTPCLUSTER_CLUSTER_PUBLIC_BUS_PORT, 65536", "FTPCLUSTER_HTTP_HOST, 127.0.0.1:8080",
            "FTPCLUSTER_HTTP_HOST, [::1]:8080", "FTPCLUSTER_HTTP_HOST, ::1::", "FTPCLUSTER_FTP_CONNECT_SECONDS, 0",
            "FTPCLUSTER_FTP_REPLY_SECONDS, 1.5", "FTPCLUSTER_FTP_STALL_SECONDS, 3601",
            "FTPCLUSTER_FTP_QUEUE_SECONDS, 0", "FTPCLUSTER_FTP_IDLE_SECONDS, 99999999999",
            "FTPCLUSTER_FTP_SESSIONS_PER_LOGIN, 0", "FTPCLUSTER_FTP_NOOP_SECONDS, 3601",
            "FTPCLUSTER_FTP_ACTIVE_PORTS, 99-5000", "FTPCLUSTER_FTP_ACTIVE_PORTS, 50399-50300",
            "FTPCLUSTER_FTP_ACTIVE_PORTS, `50300-50399,50400`", "FTPCLUSTER_FTP_ACTIVE_ADDRESS, portal.example",
            "FTPCLUSTER_TRANSFERS_PER_USER, -1", "FTPCLUSTER_TRANSFERS_PER_SERVER, many",
            "FTPCLUSTER_TELEMETRY_SECONDS, 0", "FTPCLUSTER_CERTIFICATE_DAYS, 366",
            "FTPCLUSTER_AUDIT_RETENTION_DAYS, -1", "FTPCLUSTER_AUDIT_RETENTION_DAYS, 36501",
            "FTPCLUSTER_ACCOUNT_ROTATION_DAYS, a year", "FTPCLUSTER_ALERT_WEBHOOK, ftp://example.org/hush",
            "FTPCLUSTER_ALERT_WEBHOOK, http://a b/hush", "FTPCLUSTER_ALERT_MAIL_TO, ops@example.org",
            "FTPCLUSTER_SMTP_URL, smtp://me:hush@mail.example", "FTPCLUSTER_NOTICE_SECONDS, 601",
            "FTPCLUSTER_TRUSTED_PROXIES, balancer", "FTPCLUSTER_TRUSTED_PROXIES, `10.0.0.1,`",
            "FTPCLUSTER_TRUSTED_PROXIES, 10.0.0.1/8", "FTPCLUSTER_ACME_TERMS, yes", "FTPCLUSTER_ACME_EMAIL, me",
            "FTPCLUSTER_ACME_DIRECTORY, http://ca.example/directory",
            "FTPCLUSTER_ACME_DIRECTORY, https://me:hush@ca.example", "FTPCLUSTER_ACME_CA, /nowhere/ca.pem",
            "FTPCLUSTER_ACME_HTTP_PORT, 0", "FTPCLUSTER_ACME_DOMAINS, portal.example", "FTPCLUSTER_UNKNOWN, hush"})
    void aBadValueIsOneLineThatNamesItAndItsOrigin(String key, String value) throws IOException {
        Path file = file("# comment", key + "=" + value);

        String fromEnvironment = refused(Optional.empty(), Map.of(key, value));
        String fromFile = refused(Optional.of(file), Map.of());

        assertTrue(fromEnvironment.contains(key) && fromEnvironment.contains("(environment)"), fromEnvironment);
        assertTrue(fromFile.contains(key) && fromFile.contains("(" + file + " line 2)"), fromFile);
        for (String message : List.of(fromEnvironment, fromFile)) {
            assertFalse(message.contains("hush"), message);
            assertEquals(1, message.lines().count(), message);
        }
    }

    @Test
    void aValueOfSeveralLinesStaysOneLineInTheMessage() {
        assertEquals(1, refused(Optional.empty(), Map.of("FTPCLUSTER_HTTP_PORT", "1\n2")).lines().count());
        assertEquals(1, refused(Optional.empty(), Map.of("FTPCLUSTER_X\nY", "1")).lines().count());
    }

    @Test
    void theBusPortFollowsTheClusterPort() throws IOException {
        Config.Cluster cluster = new ConfigLoader(Optional.empty(),
                Map.of("FTPCLUSTER_CLUSTER_ENABLED", "true", "FTPCLUSTER_CLUSTER_PORT", "6000"), Map.of()).load()
                .cluster()
                .orElseThrow();

        assertEquals(new Config.Cluster("127.0.0.1", 6000, 6100, List.of()), cluster);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0", "fe80::1", "fe80::1%lo",
            "169.254.1.1", "224.0.0.1"})
    void anAddressThatIsNoneForTheOthersNeedsOne(String host) {
        Map<String, String> settings = Map.of("FTPCLUSTER_CLUSTER_ENABLED", "true", "FTPCLUSTER_CLUSTER_HOST", host);
        Map<String, String> published = new HashMap<>(settings);
        published.put("FTPCLUSTER_CLUSTER_PUBLIC_HOST", "node1.example");

        String refused = refused(Optional.empty(), settings);

        assertTrue(refused.startsWith("FTPCLUSTER_CLUSTER_HOST (environment) is ")
                && refused.contains("set FTPCLUSTER_CLUSTER_PUBLIC_HOST"), refused);
        assertEquals(1, refused.lines().count());
        assertEquals(Optional.of("node1.example"), load(published).cluster().orElseThrow().published().host());
        assertEquals(Optional.empty(), load(Map.of("FTPCLUSTER_CLUSTER_HOST", host)).cluster());
    }

    @Test
    void ipv6IsTakenWithAndWithoutBrackets() {
        for (String host : List.of("::1", "[::1]")) {
            Config config = load(Map.of("FTPCLUSTER_CLUSTER_ENABLED", "true", "FTPCLUSTER_CLUSTER_HOST", host,
                    "FTPCLUSTER_HTTP_HOST", host, "FTPCLUSTER_CLUSTER_MEMBERS",
                    "::1,[::1],[fd00::2]:5702, node-3 ,n:1"));

            assertEquals("::1", config.http().host());
            assertEquals("::1", config.cluster().orElseThrow().host());
            assertEquals(List.of("[::1]", "[::1]", "[fd00::2]:5702", "node-3", "n:1"),
                    config.cluster().orElseThrow().members());
        }
        assertEquals("fe80::1%eth0", load(Map.of("FTPCLUSTER_HTTP_HOST", "fe80::1%eth0")).http().host());
    }

    @Test
    void aNodeAloneNeedsADatabase() {
        assertEquals("FTPCLUSTER_DATABASE_URL (environment) can be none only in a cluster, where another node owns the"
                + " database", refused(Optional.empty(), Map.of("FTPCLUSTER_DATABASE_URL", "none")));
    }

    @Test
    void aCertificateNeedsItsKeyAndBothMustBePem() throws IOException {
        Pem.writeTo(temp);
        String cert = temp.resolve("cert.pem").toString();
        String key = temp.resolve("key.pem").toString();

        assertTrue(refused(Optional.empty(), Map.of("FTPCLUSTER_TLS_CERT", cert)).contains("FTPCLUSTER_TLS_KEY"));
        assertTrue(refused(Optional.empty(), Map.of("FTPCLUSTER_TLS_KEY", key)).contains("FTPCLUSTER_TLS_CERT"));
        assertTrue(refused(Optional.empty(), Map.of("FTPCLUSTER_TLS_CERT", key, "FTPCLUSTER_TLS_KEY", key))
                .startsWith("FTPCLUSTER_TLS_CERT"));
        assertTrue(refused(Optional.empty(), Map.of("FTPCLUSTER_TLS_CERT", cert, "FTPCLUSTER_TLS_KEY", cert))
                .startsWith("FTPCLUSTER_TLS_KEY"));
    }

    @Test
    void aCertificateIsOrderedOnlyForNamesAndOnceTheTermsAreAccepted() throws IOException {
        Pem.writeTo(temp);
        Map<String, String> settings = new HashMap<>(
                Map.of("FTPCLUSTER_ACME_DOMAINS", "portal.example, FILES.example", "FTPCLUSTER_ACME_TERMS", "accept"));

        Config.Http http = load(settings).http();

        assertEquals(
                new Config.Acme(List.of("portal.example", "files.example"), Optional.empty(),
                        URI.create("https://acme-v02.api.letsencrypt.org/directory"), Optional.empty(), 80),
                http.acme().orElseThrow());
        assertTrue(http.isEncrypted());
        for (String wrong : List.of("*.example", "192.0.2.1", "a,,b", "a b", "-a.example", "[::1]", "a.example:80")) {
            settings.put("FTPCLUSTER_ACME_DOMAINS", wrong);
            assertTrue(refused(Optional.empty(), settings).contains("must be host names"), wrong);
        }
        settings.put("FTPCLUSTER_ACME_DOMAINS", "portal.example");
        settings.put("FTPCLUSTER_HTTP_PORT", "80");
        assertTrue(refused(Optional.empty(), settings).startsWith("FTPCLUSTER_ACME_HTTP_PORT"));
        settings.remove("FTPCLUSTER_HTTP_PORT");
        settings.put("FTPCLUSTER_TLS_CERT", temp.resolve("cert.pem").toString());
        settings.put("FTPCLUSTER_TLS_KEY", temp.resolve("key.pem").toString());
        assertEquals(
                "FTPCLUSTER_ACME_DOMAINS (environment) can't be used beside FTPCLUSTER_TLS_CERT: the certificate is"
                        + " either ordered, or read from files",
                refused(Optional.empty(), settings));
    }

    @Test
    void noSecretIsPrinted() throws IOException {
        Map<String, String> all = everyKey();
        all.put("FTPCLUSTER_DATABASE_URL", "jdbc:postgresql://u:db-password@db/x?password=db-password");

        String printed = load(all).toString();

        for (String secret : List.of(SIGNING, FERNET, "db-password", "admin-password", "demo-password")) {
            assertFalse(printed.contains(secret), printed);
        }
        assertTrue(printed.contains("jdbc:postgresql://***@db/x?***"), printed);
    }

    @Test
    void theExampleHoldsEveryKeyWithItsDefault() throws IOException {
        List<String> settings = Files.readAllLines(EXAMPLE)
                .stream()
                .filter(line -> line.matches("#[A-Z_]+=.*"))
                .map(line -> line.substring(1))
                .toList();
        Path uncommented = Files.write(temp.resolve("all.env"), settings);

        Map<String, String> example = EnvFile.read(uncommented)
                .stream()
                .collect(Collectors.toMap(EnvFile.Entry::key, EnvFile.Entry::value));

        assertEquals(Arrays.stream(Variable.values()).collect(Collectors.toMap(Variable::key, Variable::defaultValue)),
                example);
        assertEquals(load(Map.of()), new ConfigLoader(Optional.of(uncommented), Map.of(), Map.of()).load());
        assertEquals(load(Map.of()), new ConfigLoader(Optional.of(EXAMPLE), Map.of(), Map.of()).load());
    }

    private Path file(String... lines) throws IOException {
        return Files.write(temp.resolve("master.env"), List.of(lines));
    }

    private static Config load(Map<String, String> environment) {
        return new ConfigLoader(Optional.empty(), environment, Map.of()).load();
    }

    private static String refused(Optional<Path> file, Map<String, String> environment) {
        return assertThrows(ConfigException.class, () -> new ConfigLoader(file, environment, Map.of()).load())
                .getMessage();
    }
}
