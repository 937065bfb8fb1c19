package io.ftpcluster.master.cluster;

import io.ftpcluster.bus.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What must be the same on all nodes before they may be members of one cluster, said without giving it away.
 *
 * @param keys of SECRET_KEY and the newest of FERNET_KEY: nodes with others could neither read each other's tokens nor
 *            what is stored
 * @param memberKey for the {@link NodeCertificate} at Hazelcast's port
 * @param busKey for that at the event bus's
 */
record Identity(String keys, Secret memberKey, Secret busKey) {

    /** To be raised when nodes of the version before can't understand this one's messages or shared maps. */
    static final int FORMAT = 1;
    private static final int SHOWN_DIGITS = 16;

    /** @param newestFernetKey what is encrypted with now */
    static Identity of(Secret secretKey, Secret newestFernetKey) {
        Secret both = new Secret(secretKey.value() + "\n" + newestFernetKey.value());
        return new Identity(derived(both, "ftpcluster cluster keys").substring(0, SHOWN_DIGITS),
                new Secret(derived(both, "ftpcluster cluster members")),
                new Secret(derived(both, "ftpcluster cluster bus")));
    }

    /** Members refuse whoever comes with another one. Names are shown and logged, so it holds nothing that opens anything. */
    String clusterName() {
        return "ftpcluster-" + keys;
    }

    /** HMAC as a key derivation: one purpose says nothing about another. */
    private static String derived(Secret from, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(from.value().getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            return HexFormat.of().formatHex(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
