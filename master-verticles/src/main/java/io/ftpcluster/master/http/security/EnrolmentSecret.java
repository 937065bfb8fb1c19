package io.ftpcluster.master.http.security;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.vertx.ext.web.RoutingContext;

/** With what a machine comes that wants to be a server, where the contract asks for an enrolment secret. */
public final class EnrolmentSecret {

    private static final String KEY = "ftpcluster.enrolment-secret";

    private EnrolmentSecret() {}

    public static Secret of(RoutingContext context) {
        Secret secret = context.get(KEY);
        if (secret == null) {
            throw new IllegalStateException("This operation asks for no enrolment secret");
        }
        return secret;
    }

    /** Whoever shows none is refused; what it is worth the operation finds out. */
    static void require(RoutingContext context) {
        Secret secret = Credentials.bearer(context.request())
                .orElseThrow(() -> Failure
                        .of(FailureCode.UNAUTHENTICATED, "Show the enrolment secret as Authorization: Bearer.")
                        .exception());
        context.put(KEY, secret);
    }
}
