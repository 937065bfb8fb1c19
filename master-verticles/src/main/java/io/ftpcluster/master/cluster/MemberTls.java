package io.ftpcluster.master.cluster;

import io.ftpcluster.master.trust.PublicKeyTrustManager;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/**
 * TLS 1.3 between members, both ends with the key that is made of the shared keys: whoever has it is a node of this
 * cluster, and there is no other reason to trust anybody.
 */
final class MemberTls {

    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final SSLContext context;

    MemberTls(NodeCertificate certificate) {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("node", certificate.privateKey(), new char[0],
                    new X509Certificate[]{certificate.certificate()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[]{new SameKey(certificate.certificate())},
                    new SecureRandom());
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The other end's certificate is of other keys. */
    static final class OtherKeysException extends CertificateException {
        private static final long serialVersionUID = 1;

        OtherKeysException() {
            super("its keys differ");
        }
    }

    SSLContext context() {
        return context;
    }

    /** @param client whether this end has called the other */
    SSLEngine engine(boolean client) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        engine.setNeedClientAuth(!client);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }

    private static final class SameKey extends PublicKeyTrustManager {

        private final byte[] own;

        SameKey(X509Certificate own) {
            super();
            this.own = own.getPublicKey().getEncoded();
        }

        @Override
        protected void check(PublicKey key) throws CertificateException {
            if (!Arrays.equals(own, key.getEncoded())) {
                throw new OtherKeysException();
            }
        }
    }
}
