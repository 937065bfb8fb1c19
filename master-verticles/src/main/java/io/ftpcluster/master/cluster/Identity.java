package io.ftpcluster.master.cluster;

import io.ftpcluster.bus.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What must be the same on all nodes before they may be members of one cluster, said without giving it away.
 *
 * @param clusterName members refuse whoever comes with another one; names are shown and logged, so it holds nothing that opens
 *            anything
 * @param memberKey for the {@link NodeCertificate} at Hazelcast's port
 * @param busKey for that at the event bus's
 * @param others of nodes that show other keys which this one has too
 */
record Identity(String clusterName, Secret memberKey, Secret busKey, List<Identity> others) {

    /** To be raised when nodes of the version before can't understand this one's messages or shared maps. */
    static final int FORMAT = 1;
    private static final int SHOWN_DIGITS = 16;

    /** Of the newest keys; those of all other pairs are accepted. */
    static Identity of(Clustering.SharedKeys keys) {
        List<Identity> others = keys.secretKeys()
                .stream()
                .flatMap(secret -> keys.fernetKeys().stream().map(fernet -> of(secret, fernet)))
                .skip(1)
                .toList();
        Identity newest = of(keys.secretKey(), keys.newestFernetKey());
        String name = keys.clusterName() == null ? newest.clusterName : keys.clusterName();
        return new Identity(name, newest.memberKey, newest.busKey, others);
    }

    /**
     * Who may be in one cluster has both keys: else it could neither read the others' tokens nor what is stored.
     *
     * @param newestFernetKey what is encrypted with now
     */
    static Identity of(Secret secretKey, Secret newestFernetKey) {
        Secret both = new Secret(secretKey.value() + "\n" + newestFernetKey.value());
        return new Identity("ftpcluster-" + derived(both, "ftpcluster cluster keys").substring(0, SHOWN_DIGITS),
                new Secret(derived(both, "ftpcluster cluster members")),
                new Secret(derived(both, "ftpcluster cluster bus")), List.of());
    }

    /** This one first. */
    List<Identity> accepted() {
        return Stream.concat(Stream.of(this), others.stream()).toList();
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
