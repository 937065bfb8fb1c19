package io.ftpcluster.master.trust;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPublicKeySpec;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.math.ec.ECPoint;

/** Keys on P-256, which every CA and every client takes. */
public final class EcKeys {

    private static final String CURVE = "secp256r1";

    private EcKeys() {}

    public static KeyPair make() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE));
        return generator.generateKeyPair();
    }

    /** With the public key that belongs to it. */
    public static KeyPair pair(ECPrivateKey key) throws GeneralSecurityException {
        BigInteger number = key.getS();
        ECPoint point = ECNamedCurveTable.getParameterSpec(CURVE).getG().multiply(number).normalize();
        return new KeyPair(
                KeyFactory.getInstance("EC")
                        .generatePublic(new ECPublicKeySpec(
                                new java.security.spec.ECPoint(point.getAffineXCoord().toBigInteger(),
                                        point.getAffineYCoord().toBigInteger()),
                                key.getParams())),
                key);
    }
}
