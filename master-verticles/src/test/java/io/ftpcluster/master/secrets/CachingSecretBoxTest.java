package io.ftpcluster.master.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class CachingSecretBoxTest {

    private final Fernet fernet = new Fernet(Fernet.newKey(new SecureRandom()));
    private final SecretBox box = new CachingSecretBox(fernet);

    @Test
    void opensWhatTheOtherOpensTimeAndAgain() {
        Secret first = box.seal(new Secret("one"));
        Secret second = fernet.seal(new Secret("two"));

        for (int i = 0; i < 3; i++) {
            assertEquals("one", box.open(first).value());
            assertEquals("two", box.open(second).value());
        }
        assertTrue(box.isCurrent(first));
        assertNotEquals(first, box.seal(new Secret("one")), "sealing is never remembered");
    }

    @Test
    void refusesWhatIsForgedEachTime() {
        Secret good = fernet.seal(new Secret("one"));
        box.open(good);
        Secret forged = new Secret(good.value().substring(0, good.value().length() - 4) + "AAAA");

        assertThrows(FailureException.class, () -> box.open(forged));
        assertThrows(FailureException.class, () -> box.open(forged));
    }
}
