package io.ftpcluster.master.acme;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.acme.CertificateOrder.Issued;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.leadership.LeaderScope;
import io.ftpcluster.master.leadership.Leadership;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.master.trust.CertificateText;
import io.ftpcluster.master.trust.EcKeys;
import io.ftpcluster.master.trust.PemIdentity;
import io.ftpcluster.master.trust.PemText;
import io.ftpcluster.messages.Acme;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders the portal's certificate while this node holds the lease, on a thread of its own, and stores it for all. Blocks while it looks
 * at what is stored: one instance on a virtual thread. What an order comes to is
 * stored too, so that neither a restart nor another node asks a CA more often than it likes.
 */
public final class AcmeVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(AcmeVerticle.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** For a whole order. */
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final Duration DATABASE = Duration.ofSeconds(30);
    private static final int STORE_TRIES = 6;
    private static final Duration STORE_PAUSE = Duration.ofSeconds(10);
    private static final Duration STOPPING = Duration.ofSeconds(20);

    private final Bus bus;
    private final Leadership leadership;
    private final Config.Acme config;
    private final SecretBox box;
    private final InstantSource clock;
    private final OrderPlan plan;
    private LeaderScope scope;
    private boolean retry;
    /** The last failure, while the database doesn't have it; null: it has. */
    private volatile Acme.Failure unstored;
    /** Null while there is no order. */
    private Thread order;

    /** @param leadership of the lease for orders */
    public AcmeVerticle(Bus bus, Leadership leadership, Config.Acme config, SecretBox box, InstantSource clock) {
        this.bus = bus;
        this.leadership = leadership;
        this.config = config;
        this.box = box;
        this.clock = clock;
        this.plan = new OrderPlan(config, () -> ThreadLocalRandom.current().nextDouble());
    }

    @Override
    public Future<?> start() {
        scope = new LeaderScope(vertx, leadership).every(LOOK, "Ordering the portal's certificate", this::look);
        return Future.join(bus.listen(Acme.RETRY, asked -> retry = true).begun(), scope.start());
    }

    @Override
    public Future<?> stop() {
        // First the term ends, so that nothing is stored of what is interrupted.
        Future<Void> stopped = scope.stop(STOPPING);
        if (order != null) {
            order.interrupt();
        }
        return stopped;
    }

    private Future<?> look(Leadership term) {
        return bus.request(Acme.FIND, new Acme.Find()).compose(stored -> {
            Acme.State state = withUnstored(stored);
            boolean asked = retry;
            retry = false;
            return plan.isDue(state, leaf(state), clock.instant(), asked)
                    ? begin(term, state)
                    : Future.succeededFuture();
        });
    }

    /** Where the database takes nothing, the CA is to be asked no more often. */
    private Acme.State withUnstored(Acme.State stored) {
        Acme.Failure last = unstored;
        return last == null ? stored : new Acme.State(stored.certificate(), last);
    }

    private X509Certificate leaf(Acme.State state) {
        Acme.Certificate stored = state.certificate();
        try {
            return stored == null ? null : identity(stored.chain(), box.open(stored.sealedKey())).chain().getFirst();
        } catch (GeneralSecurityException | FailureException e) {
            LOG.warn("The stored certificate can't be used, so another one is ordered: {}", e.getMessage());
            return null;
        }
    }

    private PemIdentity identity(String chain, Secret key) throws GeneralSecurityException {
        return PemIdentity.of(vertx, Buffer.buffer(chain), Buffer.buffer(key.value()));
    }

    private Future<?> begin(Leadership term, Acme.State state) {
        Context context = vertx.getOrCreateContext();
        Promise<Void> ended = Promise.promise();
        Thread thread = Thread.ofVirtual().name("acme").unstarted(() -> {
            try {
                order(term, state);
            } finally {
                context.runOnContext(done -> ended.complete());
            }
        });
        order = thread;
        // Also of what a library waits for without a limit.
        long deadline = vertx.setTimer(DEADLINE.toMillis(), late -> thread.interrupt());
        thread.start();
        return ended.future().onComplete(done -> {
            vertx.cancelTimer(deadline);
            order = null;
        });
    }

    /** On its own thread. */
    private void order(Leadership term, Acme.State state) {
        String names = String.join(", ", config.domains());
        LOG.info("Ordering a certificate for {} from {}", names, config.directory().getHost());
        try {
            Issued issued = new CertificateOrder(config, accountKey(), (token, answer) -> store(term, token, answer))
                    .run();
            store(term, issued);
        } catch (OrderException e) {
            failed(term, state, e, names);
        } catch (InterruptedException e) {
            failed(term, state, new OrderException(OrderException.Kind.UNREACHABLE,
                    "It took longer than " + DEADLINE.toMinutes() + " minutes", Optional.empty(), e), names);
        } catch (GeneralSecurityException | FailureException | TimeoutException e) {
            failed(term, state, new OrderException(OrderException.Kind.REFUSED,
                    "It failed in the portal itself: " + e.getMessage(), Optional.empty(), e), names);
        }
    }

    private KeyPair accountKey() throws GeneralSecurityException, TimeoutException {
        Secret made = new Secret(PemText.of(EcKeys.make().getPrivate()));
        Secret kept = await(bus.request(Acme.ACCOUNT_KEY, new Acme.KeepAccountKey(box.seal(made)))).sealed();
        return EcKeys.pair((ECPrivateKey) PemText.ecKey(box.open(kept).value()));
    }

    private void store(Leadership term, String token, String answer) throws OrderException {
        try {
            await(term.write(held -> bus.request(Acme.STORE_CHALLENGE, new Acme.StoreChallenge(held, token, answer))));
        } catch (TimeoutException | FailureException e) {
            throw new OrderException(OrderException.Kind.UNREACHABLE,
                    "What the CA asks for can't be stored: " + e.getMessage(), Optional.empty(), e);
        }
    }

    private void store(Leadership term, Issued issued)
            throws GeneralSecurityException, TimeoutException, InterruptedException {
        Secret key = new Secret(issued.key());
        X509Certificate leaf = identity(issued.chain(), key).chain().getFirst();
        String text = CertificateText.of(leaf);
        Acme.Certificate certificate = new Acme.Certificate(issued.chain(), box.seal(key), plan.wanted());
        // A CA gives few of the same: what it gave isn't thrown away because the database is away for a moment.
        for (int left = STORE_TRIES; left > 0; left--) {
            try {
                await(term.write(held -> bus.request(Acme.STORE_CERTIFICATE,
                        new Acme.StoreCertificate(held, certificate, text))));
                break;
            } catch (TimeoutException | FailureException e) {
                if (left == 1 || !term.isHeld()) {
                    throw e;
                }
                Thread.sleep(STORE_PAUSE);
            }
        }
        unstored = null;
        LOG.info("The CA has given a certificate, which is to be renewed on {}: {}",
                CertificateText.moment(OrderPlan.renewal(leaf)), text);
    }

    /** Says nothing and keeps nothing when this node has to stop. */
    private void failed(Leadership term, Acme.State state, OrderException cause, String names) {
        if (!term.isHeld()) {
            return;
        }
        Acme.Failure failure = plan.failed(state, cause, clock.instant());
        unstored = failure;
        try {
            await(term.write(held -> bus.request(Acme.STORE_FAILURE, new Acme.StoreFailure(held, failure))));
            unstored = null;
        } catch (TimeoutException | FailureException e) {
            LOG.error("It can't be stored when the certificate is to be ordered again: {}", e.getMessage());
        }
        // What is said here holds from now on, whatever becomes of this node.
        LOG.warn("No certificate for {}, tried again on {} or after systemctl reload: {}", names,
                CertificateText.moment(failure.next()), failure.problem());
    }

    private static <T> T await(Future<T> step) throws TimeoutException {
        return step.await(DATABASE.toSeconds(), TimeUnit.SECONDS);
    }
}
