package io.ftpcluster.agent.update;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.frames.UpdateStatement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The portal's public key, as it was pinned when this machine was set up. */
final class PortalKey {

    private static final String ALGORITHM = "Ed25519";
    private static final int LONGEST = 4096;

    private final PublicKey key;

    private PortalKey(PublicKey key) {
        this.key = key;
    }

    /** Read for each update, so that what the set-up has put there counts at once. */
    static PortalKey read(Path pem) throws UpdateException {
        try {
            if (Files.size(pem) > LONGEST) {
                throw UpdateException.refused(pem + " is no public key");
            }
            String base64 = Files.readString(pem, StandardCharsets.US_ASCII)
                    .replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "")
                    .replaceAll("\\s", "");
            return new PortalKey(KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64))));
        } catch (IOException e) {
            throw UpdateException.refused(pem + " can't be read: " + FileProblem.text(e)
                    + ". Run the set-up again, which brings the portal's key");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw UpdateException
                    .refused(pem + " is no public key of " + ALGORITHM + ". Run the set-up again, which brings it");
        }
    }

    /** @throws UpdateException unless the portal has signed this statement */
    void check(UpdateStatement statement, String signature) throws UpdateException {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(statement.signedBytes());
            if (verifier.verify(Base64.getDecoder().decode(signature))) {
                return;
            }
        } catch (GeneralSecurityException | IllegalArgumentException notEvenOne) {
            // No signature is as good as a wrong one.
        }
        throw UpdateException
                .refused("the update isn't signed with the portal's key that was pinned at the set-up. Where the"
                        + " portal has another SECRET_KEY now, run the set-up again");
    }
}
