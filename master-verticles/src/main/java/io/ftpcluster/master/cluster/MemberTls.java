package io.ftpcluster.master.cluster;

import io.ftpcluster.master.trust.PublicKeyTrustManager;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
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
        this(certificate, List.of(certificate));
    }

    /** @param trusted whom this end lets in */
    MemberTls(NodeCertificate certificate, List<NodeCertificate> trusted) {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("node", certificate.privateKey(), new char[0],
                    new X509Certificate[]{certificate.certificate()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[]{new SameKey(trusted)}, new SecureRandom());
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

        private final List<byte[]> trusted;

        SameKey(List<NodeCertificate> trusted) {
            super();
            this.trusted = trusted.stream().map(each -> each.certificate().getPublicKey().getEncoded()).toList();
        }

        @Override
        protected void check(PublicKey key) throws CertificateException {
            if (trusted.stream().noneMatch(each -> Arrays.equals(each, key.getEncoded()))) {
                throw new OtherKeysException();
            }
        }
    }
}
