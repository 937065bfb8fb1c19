package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.line;
import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Wire;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * How a machine becomes a registered server: with a secret that works once, for an hour, it shows its public key and gets its
 * agent's token. A server has at most one; a new one replaces it.
 */
public final class Enrolments {

    /** Answered by persistence, like all below: replaces the server's. NOT_FOUND when there is no such server. */
    public static final Address<Store, Enrolment> STORE = Address.inDatabase("enrolments.store", Store.class,
            Enrolment.class);
    /** UNAUTHENTICATED when there is none with this secret: it was never issued, replaced, or is long over. */
    public static final Address<Find, Enrolment> FIND = Address.inDatabase("enrolments.find", Find.class,
            Enrolment.class);
    /**
     * Uses the secret up and stores the agent's token and what the machine says of its FTP daemon, in one transaction.
     * UNAUTHENTICATED as {@link #FIND}, also when it is late; CONFLICT when another machine has used it. The machine that has used
     * it may do so again within its hour, as the first answer may have been lost: it gets another token.
     */
    public static final Address<Use, Enrolment> USE = Address.inDatabase("enrolments.use", Use.class, Enrolment.class);

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private Enrolments() {}

    /**
     * @param usedAt null: not yet
     * @param publicKey of the machine that has used it; null: not yet
     */
    @Wire("enrolments.enrolment.v1")
    public record Enrolment(String serverId, Servers.Settings settings, Instant expiresAt, Instant usedAt,
            String publicKey) {

        /** Fails UNAUTHENTICATED when its time is over. */
        public void requireInTime(Instant now) {
            if (!now.isBefore(expiresAt)) {
                String end = expiresAt.truncatedTo(ChronoUnit.SECONDS).toString();
                throw Failure
                        .of(FailureCode.UNAUTHENTICATED,
                                "This enrolment secret of " + settings.alias()
                                        + (usedAt == null ? "" : " was used, and") + " was good until " + end
                                        + ". Make a new one on the server's page.")
                        .exception();
            }
        }
    }

    /** @param secretHash SHA-256, 64 lower-case hex digits */
    @Wire("enrolments.store.v1")
    public record Store(Actor actor, String serverRef, String secretHash, Instant expiresAt) {
        public Store {
            required("actor", actor);
            required("server", serverRef);
            hash(secretHash);
            required("expiresAt", expiresAt);
        }
    }

    @Wire("enrolments.find.v1")
    public record Find(String secretHash) {
        public Find {
            hash(secretHash);
        }
    }

    /**
     * What a machine says of itself when it registers.
     *
     * @param publicKey Ed25519, as base64 of its X.509 form; of the pair that was made there
     * @param hostName as it calls itself
     * @param address by which it reaches the portal; null: not known
     * @param ftpPort where its FTP daemon listens; null: as registered
     * @param ftpSecurity of its daemon; null: as registered
     * @param tlsFingerprint of its daemon's certificate, as in {@link Servers.Settings}; null: it has none of its own
     * @param ftpPassivePorts of its daemon, as in {@link Servers.Settings}; null: not told
     */
    public record Machine(String publicKey, String hostName, String address, Integer ftpPort,
            Servers.FtpSecurity ftpSecurity, String tlsFingerprint, String ftpPassivePorts) {
        public Machine {
            line("pubkey", publicKey, 1024);
            line("hostname", hostName, 255);
            if (address != null) {
                line("ip", address, 64);
            }
            if (ftpPort != null) {
                Checks.port("ftp_port", ftpPort);
            }
            ftpPassivePorts = Checks.portRange("ftp_passive_ports", ftpPassivePorts);
        }

        /** With passive ports that it doesn't tell. */
        public Machine(String publicKey, String hostName, String address, Integer ftpPort,
                Servers.FtpSecurity ftpSecurity, String tlsFingerprint) {
            this(publicKey, hostName, address, ftpPort, ftpSecurity, tlsFingerprint, null);
        }
    }

    /** @param tokenHash of its agent's new token, as in {@link Agents.StoreToken} */
    @Wire("enrolments.use.v1")
    public record Use(String secretHash, Machine machine, String tokenHash, String remoteAddress) {
        public Use {
            hash(secretHash);
            required("machine", machine);
            hash(tokenHash);
            required("remoteAddress", remoteAddress);
        }
    }

    private static void hash(String given) {
        if (given == null || !HASH.matcher(given).matches()) {
            throw Failure.invalid("secret", "must be a SHA-256 in hex").exception();
        }
    }
}
