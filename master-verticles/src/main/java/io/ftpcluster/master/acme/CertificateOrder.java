package io.ftpcluster.master.acme;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.EcKeys;
import io.ftpcluster.master.trust.PemText;
import io.ftpcluster.text.Printable;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** One order, from the account to the certificate, by HTTP-01. Blocks for minutes, and ends when its thread is interrupted. */
final class CertificateOrder {

    /** For each answer that the CA wants to think about. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MAX_PROBLEM = 500;

    private final Config.Acme config;
    private final KeyPair accountKey;
    private final ChallengeStore challenges;

    /** Makes all nodes answer it; returns when they do. */
    interface ChallengeStore {
        void store(String token, String answer) throws OrderException;
    }

    /**
     * @param chain PEM, the certificate first
     * @param key PEM
     */
    record Issued(String chain, String key) {
        @Override
        public String toString() {
            return "Issued[]";
        }
    }

    CertificateOrder(Config.Acme config, KeyPair accountKey, ChallengeStore challenges) {
        this.config = config;
        this.accountKey = accountKey;
        this.challenges = challenges;
    }

    Issued run() throws OrderException, InterruptedException {
        try (DirectoryClient client = DirectoryClient.open(config.authorities())) {
            return run(client.session(config.directory()));
        } catch (AcmeRateLimitedException e) {
            throw new OrderException(OrderException.Kind.REFUSED, "The CA allows no more for now: " + text(e),
                    e.getRetryAfter(), e);
        } catch (AcmeServerException e) {
            throw new OrderException(OrderException.Kind.REFUSED, "The CA refuses it: " + text(e), Optional.empty(), e);
        } catch (AcmeNetworkException e) {
            throw new OrderException(OrderException.Kind.UNREACHABLE,
                    "The CA at " + config.directory().getHost() + " can't be reached: " + reason(e), Optional.empty(),
                    e);
        } catch (AcmeException e) {
            // Such as an HTTP error without a problem, or no end within the patience.
            throw new OrderException(OrderException.Kind.UNREACHABLE, "The CA did not answer as it should: " + text(e),
                    Optional.empty(), e);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new OrderException(OrderException.Kind.REFUSED, "The order failed: " + text(e), Optional.empty(), e);
        }
    }

    private Issued run(Session session)
            throws AcmeException, GeneralSecurityException, OrderException, InterruptedException {
        AccountBuilder account = new AccountBuilder().agreeToTermsOfService().useKeyPair(accountKey);
        config.email().ifPresent(account::addEmail);
        // Of a key that it knows already a CA gives the account that there is.
        Login login = account.createLogin(session);
        Order order = login.newOrder().domains(config.domains()).create();
        authorize(order);
        require(order.waitUntilReady(PATIENCE) != Status.INVALID, order.getError());
        KeyPair key = EcKeys.make();
        order.execute(key);
        require(order.waitForCompletion(PATIENCE) == Status.VALID, order.getError());
        List<X509Certificate> chain = order.getCertificate().getCertificateChain();
        return new Issued(PemText.of(chain), PemText.of(key.getPrivate()));
    }

    private void authorize(Order order) throws AcmeException, OrderException, InterruptedException {
        List<Authorization> asked = new ArrayList<>();
        for (Authorization authorization : order.getAuthorizations()) {
            // What was proved a while ago needn't be proved again.
            if (authorization.getStatus() != Status.VALID) {
                Http01Challenge challenge = http01(authorization);
                challenges.store(challenge.getToken(), challenge.getAuthorization());
                challenge.trigger();
                asked.add(authorization);
            }
        }
        for (Authorization authorization : asked) {
            if (authorization.waitForCompletion(PATIENCE) != Status.VALID) {
                throw OrderException.refused("The CA could not see that " + name(authorization) + " leads here: "
                        + http01(authorization).getError().map(CertificateOrder::text).orElse("it doesn't say why")
                        + ". It asks port 80 of that name, which must lead to FTPCLUSTER_ACME_HTTP_PORT.");
            }
        }
    }

    private static Http01Challenge http01(Authorization authorization) throws OrderException {
        Optional<Http01Challenge> found = authorization.findChallenge(Http01Challenge.class);
        return found.orElseThrow(() -> OrderException.refused("The CA doesn't offer HTTP-01 for " + name(authorization)
                + ", but " + authorization.getChallenges().stream().map(Challenge::getType).toList()));
    }

    private static String name(Authorization authorization) {
        return Printable.line(authorization.getIdentifier().getDomain(), MAX_PROBLEM);
    }

    private static void require(boolean good, Optional<Problem> problem) throws OrderException {
        if (!good) {
            throw OrderException
                    .refused("The CA refuses it: " + problem.map(CertificateOrder::text).orElse("it doesn't say why"));
        }
    }

    private static String text(Problem problem) {
        return Printable.line(problem.toString(), MAX_PROBLEM);
    }

    private static String text(Exception e) {
        return Printable.line(e.getMessage() == null ? e.toString() : e.getMessage(), MAX_PROBLEM);
    }

    /** The deepest one that says something. */
    private static String reason(Exception e) {
        String said = e.getClass().getSimpleName();
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        }
        return Printable.line(said, MAX_PROBLEM);
    }
}
