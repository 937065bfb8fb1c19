package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Messages;
import io.ftpcluster.messages.Sessions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.atomic.AtomicLong;

/** The verticle on a real bus with one event loop, persistence and hashes faked, time of the throttle by hand. */
final class AuthFixture {

    static final int HASH_THREADS = 2;
    static final Secret SIGNING_KEY = new Secret("a-signing-key-of-thirty-two-chars");

    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    final Bus bus = new Bus(vertx, Messages.addresses(), Messages.topics());
    final FakePersistence persistence = new FakePersistence();
    final FakeHash hash = new FakeHash();
    final PasswordHasher hasher = new PasswordHasher(hash, HASH_THREADS);
    final AtomicLong nanos = new AtomicLong();
    final Fernet box = new Fernet(new Secret("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="));

    AuthFixture() throws Exception {
        Outcomes.get(persistence.start(bus));
        AuthVerticle verticle = new AuthVerticle(bus, hasher, LoginThrottle.ofThisNode(nanos::get),
                new VerifiedCredentials(nanos::get), new Tokens(vertx, SIGNING_KEY), box);
        Outcomes.get(vertx.deployVerticle(verticle,
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    }

    Future<Auth.LoggedIn> login(String name, String password, String address) {
        return bus.request(Auth.LOGIN,
                new Auth.Login(name, new Secret(password), address, "test", Sessions.Kind.BEARER));
    }

    Future<Auth.LoggedIn> login(String name, String password) {
        return login(name, password, "192.0.2.1");
    }

    Future<Auth.Principal> basic(String name, String password) {
        return bus.request(Auth.VERIFY_PASSWORD, new Auth.VerifyPassword(name, new Secret(password), "192.0.2.1"));
    }

    Future<Auth.Principal> verify(Secret token) {
        return bus.request(Auth.VERIFY_TOKEN, new Auth.VerifyToken(token));
    }

    void close() throws Exception {
        hash.openGate();
        hasher.close();
        Outcomes.get(vertx.close());
    }
}
