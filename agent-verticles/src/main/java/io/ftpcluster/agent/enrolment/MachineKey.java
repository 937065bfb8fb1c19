package io.ftpcluster.agent.enrolment;

import io.ftpcluster.agent.file.PrivateFile;
import io.ftpcluster.env.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** By which the portal knows this machine again: an Ed25519 pair, of which the private half never leaves it. */
final class MachineKey {

    private static final String ALGORITHM = "Ed25519";
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int LINE = 64;
    private static final int LONGEST_FILE = 8 * 1024;

    private final PublicKey publicKey;

    private MachineKey(PublicKey publicKey) {
        this.publicKey = publicKey;
    }

    /**
     * That of the file (PKCS#8, PEM), which is made when there is none.
     *
     * @throws EnrolException when it can't be read or written, or is no such key
     */
    static MachineKey of(Path file) throws EnrolException {
        try {
            if (!Files.exists(file)) {
                PrivateKey made = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair().getPrivate();
                PrivateFile.write(file, pem(made).getBytes(StandardCharsets.US_ASCII));
            }
            PrivateFile.restrict(file);
            return new MachineKey(publicHalf(read(file)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new EnrolException(file + " is no Ed25519 key (PKCS#8, PEM). Move it away, then run this again", e);
        } catch (IOException e) {
            throw new EnrolException("the key " + file + " can't be read or made: " + FileProblem.text(e), e);
        }
    }

    private static String pem(PrivateKey key) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE, new byte[]{'\n'});
        return BEGIN + "\n" + lines.encodeToString(key.getEncoded()) + "\n" + END + "\n";
    }

    private static PrivateKey read(Path file) throws IOException, GeneralSecurityException {
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(LONGEST_FILE);
        }
        String text = new String(content, StandardCharsets.US_ASCII).strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new GeneralSecurityException("no PEM of a private key");
        }
        String encoded = text.substring(BEGIN.length(), text.length() - END.length()).replaceAll("\\s", "");
        return KeyFactory.getInstance(ALGORITHM)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded)));
    }

    /** The JDK computes it only for keys that it makes; so it makes this one again, of the same 32 bytes. */
    private static PublicKey publicHalf(PrivateKey key) throws GeneralSecurityException {
        byte[] seed = ((EdECPrivateKey) key).getBytes()
                .orElseThrow(() -> new GeneralSecurityException("the key shows nothing of itself"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new Repeating(seed));
        PublicKey found = generator.generateKeyPair().getPublic();
        if (!belongTogether(key, found)) {
            throw new GeneralSecurityException("its public half can't be found");
        }
        return found;
    }

    private static boolean belongTogether(PrivateKey key, PublicKey other) throws GeneralSecurityException {
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(other);
        signature.update(text);
        return signature.verify(signed);
    }

    /** In base64 of its X.509 form. */
    String publicText() {
        return Base64.getEncoder().encodeToString(publicKey.getEncoded());
    }

    /** Not random at all. */
    private static final class Repeating extends SecureRandom {

        private static final long serialVersionUID = 1;

        private final transient byte[] bytes;

        Repeating(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] target) {
            for (int i = 0; i < target.length; i++) {
                target[i] = bytes[i % bytes.length];
            }
        }
    }
}
