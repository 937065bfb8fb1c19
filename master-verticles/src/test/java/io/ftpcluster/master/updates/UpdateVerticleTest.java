package io.ftpcluster.master.updates;

import static io.ftpcluster.master.persistence.TestStore.DEFAULT;
import static io.ftpcluster.master.persistence.TestStore.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.persistence.MigratedSqlite;
import io.ftpcluster.master.persistence.PersistenceVerticle;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Rollouts.MemberState;
import io.ftpcluster.messages.Rollouts.Rollout;
import io.ftpcluster.messages.Rollouts.State;
import io.ftpcluster.messages.Rollouts;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.testing.Eventually;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts down to a real database, on nodes that take over from each other; agents are stood in for. */
class UpdateVerticleTest {

    private static final Secret KEY = new Secret("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    private static final RolloutPlan.Times TIMES = new RolloutPlan.Times(Duration.ZERO, Duration.ofMinutes(5),
            Duration.ofMinutes(20), 8);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    private final Map<String, Telemetry.HostInfo> agents = new ConcurrentHashMap<>();
    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    /** Versions that no agent gets along with. */
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final List<Agents.Request> asked = new CopyOnWriteArrayList<>();
    /** What agents say in place of doing it; null: they do it. */
    private volatile FailureException refusal;
    private volatile boolean held;
    private final List<AtomicBoolean> nodes = new CopyOnWriteArrayList<>();
    private final AtomicInteger links = new AtomicInteger();
    private Database database;

    @BeforeEach
    void open(@TempDir Path dir) throws Exception {
        MigratedSqlite.into(dir);
        database = Database.prepare(DEFAULT, dir).open(vertx, false);
        deploy(new PersistenceVerticle(bus, database, new Fernet(KEY), Clock.systemUTC()));
        get(bus.answerLater(Telemetry.STATES, asking -> Future.succeededFuture(states())));
        get(bus.answerLater(Agents.REQUEST, this::update));
    }

    @AfterEach
    void close() throws Exception {
        nodes.forEach(leads -> leads.set(false));
        get(database.close());
        get(vertx.close());
    }

    private void deploy(Deployable verticle) throws Exception {
        get(vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    }

    private static <T> T get(Future<T> future) throws TimeoutException {
        return future.await(30, TimeUnit.SECONDS);
    }

    private <Q extends Record, R> R ask(Address<Q, R> address, Q request) throws TimeoutException {
        return get(bus.request(address, request));
    }

    /** Returns by what it leads. */
    private AtomicBoolean node(String version, boolean automatic) throws Exception {
        AtomicBoolean leads = new AtomicBoolean(true);
        nodes.add(leads);
        Release release = new Release(version, Path.of("ftpcluster-agent.tar.gz"), digest(version), 1000);
        deploy(new UpdateVerticle(bus, Leadership.when(leads::get), new UpdateVerticle.Settings(automatic, TIMES,
                Duration.ofMillis(50), () -> Optional.of(release), text -> new byte[]{1, 2, 3}, Clock.systemUTC())));
        return leads;
    }

    private static String digest(String version) {
        return "%064x".formatted(version.hashCode() & 0xffffff);
    }

    private String server(String alias, String version) throws Exception {
        String id = ask(Servers.INSERT, new Servers.Insert(ROOT,
                new Settings(alias, "ftp.example.org", 21, FtpSecurity.NONE, null, null, null))).id();
        aliases.put(id, alias);
        says(id, version, null);
        return id;
    }

    private void says(String id, String version, String failed) {
        agents.put(id, new Telemetry.HostInfo(version, null, null, null, null, List.of(), null, null, null,
                new Telemetry.AgentUpdate(true, failed, failed == null ? null : "it ended")));
    }

    private Telemetry.States states() {
        return new Telemetry.States(agents.entrySet()
                .stream()
                .map(agent -> new Telemetry.State(agent.getKey(), aliases.get(agent.getKey()), Telemetry.Condition.LIVE,
                        Instant.EPOCH, Instant.EPOCH, null, "node", agent.getValue(), null, List.of()))
                .toList());
    }

    private Future<Agents.Answer> update(Agents.Request request) {
        asked.add(request);
        FailureException why = refusal;
        if (why != null) {
            refusal = null;
            return Future.failedFuture(why);
        }
        if (held) {
            return Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "no link").exception());
        }
        String id = request.serverId();
        String version = request.arguments().get("version");
        Future<Agents.Answer> answer = Future.succeededFuture(new Agents.Answer(Map.of()));
        // It links after it has answered.
        vertx.setTimer(100, later -> {
            boolean works = !broken.contains(version);
            says(id, works ? version : agents.get(id).agentVersion(), works ? null : version);
            bus.publish(Agents.TAKEN_OVER, new Agents.TakenOver(id, "link " + links.incrementAndGet(), links.get()));
        });
        return answer;
    }

    private List<Rollout> list() throws TimeoutException {
        return ask(Rollouts.LIST, new Rollouts.FindAll(10)).rollouts();
    }

    private Rollout newest() throws TimeoutException {
        return ask(Rollouts.FIND, new Rollouts.Find(list().getFirst().id()));
    }

    private Rollout await(State state) throws Exception {
        Eventually.until(() -> !list().isEmpty() && list().getFirst().state() == state);
        return newest();
    }

    @Test
    void beginsByItselfAndEnds() throws Exception {
        server("alpha", "1.0");
        server("beta", "1.0");
        server("gamma", "2.0");
        node("2.0", true);
        Rollout done = await(State.SUCCEEDED);

        assertEquals(List.of("alpha", "beta"), done.members().stream().map(Rollouts.Member::alias).toList());
        assertEquals(List.of(1, 2), done.members().stream().map(Rollouts.Member::ring).toList());
        assertEquals("system", done.username());
        assertEquals(Map.of("version", "2.0", "sha256", digest("2.0"), "size", "1000", "signature", "AQID"),
                asked.getFirst().arguments());
    }

    @Test
    void whoComesLaterHasHisTurnInTheSameOne() throws Exception {
        server("alpha", "1.0");
        node("2.0", true);
        Rollout done = await(State.SUCCEEDED);
        String late = server("beta", "1.0");
        Eventually.until(() -> "2.0".equals(agents.get(late).agentVersion()));
        Rollout again = await(State.SUCCEEDED);
        assertEquals(done.id(), again.id());
        assertEquals(3, again.members().getLast().ring());
    }

    @Test
    void aFailureStopsItUntilThereIsANewerVersion() throws Exception {
        broken.add("2.0");
        server("alpha", "1.0");
        String beta = server("beta", "1.0");
        AtomicBoolean leads = node("2.0", true);
        Rollout failed = await(State.FAILED);
        assertEquals(1, failed.members().size());
        assertEquals("The agent went back to version 1.0: it ended", failed.members().getFirst().detail());
        assertEquals(1, ask(Rollouts.FAILURES, new Rollouts.FindFailures()).failures().size());
        assertEquals("1.0", agents.get(beta).agentVersion());

        leads.set(false);
        node("2.1", true);
        Eventually.until(() -> list().size() == 2 && list().getFirst().state() == State.SUCCEEDED);
        assertEquals("2.1", agents.get(beta).agentVersion());
        assertEquals(List.of(), ask(Rollouts.FAILURES, new Rollouts.FindFailures()).failures());
    }

    /** An older node that gets the lease goes on with it, and begins nothing of its own. */
    @Test
    void anotherNodeGoesOnWithIt() throws Exception {
        held = true;
        server("alpha", "1.0");
        server("beta", "1.0");
        AtomicBoolean first = node("2.0", true);
        Eventually.until(() -> !asked.isEmpty());
        first.set(false);
        String id = asked.getFirst().id();
        asked.clear();
        node("1.5", true);
        Eventually.until(() -> !asked.isEmpty());
        assertEquals(id, asked.getFirst().id());
        held = false;
        Rollout done = await(State.SUCCEEDED);
        assertEquals("2.0", done.version());
        assertEquals(1, list().size());
        assertEquals(2, done.counts().updated());
    }

    @Test
    void aNewerNodeEndsWhatIsOlder() throws Exception {
        held = true;
        server("alpha", "1.0");
        AtomicBoolean first = node("2.0", true);
        Eventually.until(() -> !asked.isEmpty());
        first.set(false);
        held = false;
        node("2.1", true);
        Eventually.until(() -> list().size() == 2 && list().getFirst().state() == State.SUCCEEDED);
        assertEquals("2.1", list().getFirst().version());
        assertEquals(State.CANCELLED, list().getLast().state());
        assertEquals("The portal has version 2.1 by now.", list().getLast().detail());
    }

    @Test
    void nothingBeginsByItselfWhereAnAdminIsToSaySo() throws Exception {
        String alpha = server("alpha", "1.0");
        node("2.0", false);
        Rollout begun = ask(Rollouts.START, new Rollouts.Start(ROOT, List.of("alpha"), true));
        assertTrue(begun.chosen());
        await(State.SUCCEEDED);
        assertEquals("2.0", agents.get(alpha).agentVersion());
        assertEquals(1, list().size());
        assertEquals("true", asked.getFirst().arguments().get("force"));
        assertFalse(asked.getFirst().arguments().containsKey("replaces"));
    }

    @Test
    void whatFoundNothingToDoTakesNobodysFirstRing() throws Exception {
        server("alpha", "2.0");
        node("2.0", true);
        Rollout empty = ask(Rollouts.START, new Rollouts.Start(ROOT, List.of(), false));
        assertEquals(empty.id(), await(State.SUCCEEDED).id());
        server("beta", "1.0");
        Eventually.until(() -> list().size() == 2 && list().getFirst().state() == State.SUCCEEDED);
        assertEquals(List.of(1), newest().members().stream().map(Rollouts.Member::ring).toList());
    }

    @Test
    void whatIsForcedNamesTheVersionThatItReplaces() throws Exception {
        server("alpha", "3.0");
        node("2.0", false);
        ask(Rollouts.START, new Rollouts.Start(ROOT, List.of("alpha"), true));
        await(State.SUCCEEDED);
        assertEquals("3.0", asked.getFirst().arguments().get("replaces"));
    }

    @Test
    void anAgentThatCanNotKnowIsAskedAnew() throws Exception {
        refusal = Failure.conflict("this agent can't know").exception();
        server("alpha", "1.0");
        node("2.0", true);
        await(State.SUCCEEDED);
        assertEquals(2, asked.size());
        assertFalse(asked.get(0).id().equals(asked.get(1).id()));
    }

    @Test
    void whatAnAgentRefusesStopsIt() throws Exception {
        refusal = Failure.of(FailureCode.INVALID, "The update isn't signed.").exception();
        server("alpha", "1.0");
        node("2.0", true);
        Rollout failed = await(State.FAILED);
        assertEquals(MemberState.FAILED, failed.members().getFirst().state());
        assertEquals("Stopped in ring 1, as alpha failed: The update isn't signed.", failed.detail());
    }

    @Test
    void onlyItsOwnArchiveIsThere() throws Exception {
        node("2.0", true);
        assertEquals(Path.of("ftpcluster-agent.tar.gz"),
                ask(Rollouts.FIND_ARCHIVE, new Rollouts.FindArchive(digest("2.0"))).file());
        FailureException missing = assertThrows(FailureException.class,
                () -> ask(Rollouts.FIND_ARCHIVE, new Rollouts.FindArchive(digest("1.0"))));
        assertEquals(FailureCode.NOT_FOUND, missing.failure().code());
    }
}
