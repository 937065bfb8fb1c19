package io.ftpcluster.master.http.tls;

import io.ftpcluster.master.trust.PemIdentity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** Where the portal's certificate and its key come from, again and again. Thread-safe. */
public interface CertificateSource {

    /**
     * How an order of a certificate stands.
     *
     * @param selfSigned whether the portal has signed it itself, as none has come yet
     * @param problem why the last order failed, one line for people
     */
    record Ordering(boolean selfSigned, Optional<String> problem) {}

    /** What is there now. Blocks for a file at most. */
    PemIdentity read(Vertx vertx) throws IOException, GeneralSecurityException;

    /** One line for people, of what {@link #read} threw. */
    String wrong(Exception e);

    /** Asks others for what the next {@link #read} is to have, where it takes that. Doesn't fail. */
    default Future<Void> refresh() {
        return Future.succeededFuture();
    }

    /** Empty where people renew it. */
    default Optional<Ordering> ordering() {
        return Optional.empty();
    }
}
