package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.messages.Leases.Token;
import java.time.Instant;
import java.util.Objects;

/** The portal's certificate where it is ordered by ACME (RFC 8555). All but the events are answered by persistence. */
public final class Acme {

    /** The key of the portal's account at its CA; stored by whoever asks first. */
    public static final Address<KeepAccountKey, AccountKey> ACCOUNT_KEY = Address.inDatabase("acme.account-key",
            KeepAccountKey.class, AccountKey.class);
    /** The certificate, and what became of the last order. */
    public static final Address<Find, State> FIND = Address.inDatabase("acme.find", Find.class, State.class);
    public static final Address<StoreCertificate, Done> STORE_CERTIFICATE = Address.inDatabase("acme.store-certificate",
            StoreCertificate.class, Done.class);
    public static final Address<StoreFailure, Done> STORE_FAILURE = Address.inDatabase("acme.store-failure",
            StoreFailure.class, Done.class);
    /** Answered by every node from then on, for a day at most. */
    public static final Address<StoreChallenge, Done> STORE_CHALLENGE = Address.inDatabase("acme.store-challenge",
            StoreChallenge.class, Done.class);
    /** NOT_FOUND for a token that isn't known. */
    public static final Address<FindChallenge, Challenge> FIND_CHALLENGE = Address.inDatabase("acme.find-challenge",
            FindChallenge.class, Challenge.class);
    /** Another certificate is stored, or an order has failed. */
    public static final Topic<Changed> CHANGED = new Topic<>("acme.changed", Changed.class);
    /** Somebody has mended something: an order that failed is not to wait any longer. */
    public static final Topic<Retry> RETRY = new Topic<>("acme.retry", Retry.class);

    private Acme() {}

    /** @param sealed the key to keep if there is none yet, PKCS #8 in PEM as a Fernet token */
    @Wire("acme.keep-account-key.v1")
    public record KeepAccountKey(Secret sealed) {
        public KeepAccountKey {
            required("sealed", sealed);
        }
    }

    /** @param sealed the key that is kept, likewise */
    @Wire("acme.account-key.v1")
    public record AccountKey(Secret sealed) {}

    @Wire("acme.find.v1")
    public record Find() {}

    /** @param certificate null before the first */
    @Wire("acme.state.v1")
    public record State(Certificate certificate, Failure failure) {}

    /**
     * @param chain PEM, the certificate first
     * @param sealedKey PKCS #8 in PEM, as a Fernet token
     * @param ordered what for: directory and names
     */
    @Wire("acme.certificate.v1")
    public record Certificate(String chain, Secret sealedKey, String ordered) {
        public Certificate {
            required("chain", chain);
            required("sealedKey", sealedKey);
            required("ordered", ordered);
        }
    }

    /**
     * The last order, if it failed.
     *
     * @param ordered what for: directory and names
     * @param count how often in a row
     * @param problem one line for people
     * @param next when it is tried again
     */
    @Wire("acme.failure.v1")
    public record Failure(String ordered, int count, String problem, Instant next) {
        public Failure {
            required("ordered", ordered);
            required("problem", problem);
            required("next", next);
        }
    }

    /** Ends what is known of failures. */
    @Wire("acme.store-certificate.v1")
    public record StoreCertificate(Token token, Certificate certificate, String text) implements Leases.Timed {
        public StoreCertificate {
            Objects.requireNonNull(token);
            required("certificate", certificate);
            required("text", text);
        }
    }

    @Wire("acme.store-failure.v1")
    public record StoreFailure(Token token, Failure failure) implements Leases.Timed {
        public StoreFailure {
            Objects.requireNonNull(token);
            required("failure", failure);
        }
    }

    /** @param answer the key authorization: no secret, as whoever has the token may read it */
    @Wire("acme.store-challenge.v1")
    public record StoreChallenge(Token token, String challenge, String answer) implements Leases.Timed {
        public StoreChallenge {
            Objects.requireNonNull(token);
            required("challenge", challenge);
            required("answer", answer);
        }
    }

    @Wire("acme.find-challenge.v1")
    public record FindChallenge(String challenge) {
        public FindChallenge {
            required("challenge", challenge);
        }
    }

    @Wire("acme.challenge.v1")
    public record Challenge(String answer) {}

    @Wire("acme.changed.v1")
    public record Changed() {}

    @Wire("acme.retry.v1")
    public record Retry() {}
}
