package io.ftpcluster.master.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.Secret;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SigningKeyTest {

    private static final HexFormat HEX = HexFormat.of();
    /** RFC 8032, 7.1, TEST 2. */
    private static final String SEED = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    private static final String PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private static final String SIGNATURE = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    @Test
    void signsAsTheStandardHasIt() {
        Secret secret = new Secret(Base64.getEncoder().encodeToString(HEX.parseHex(SEED)));
        SigningKey key = SigningKey.restored(secret);

        assertArrayEquals(HEX.parseHex(SIGNATURE), key.sign(new byte[]{0x72}));
        byte[] der = Base64.getMimeDecoder().decode(key.publicKeyPem().replaceAll("-----.*-----", ""));
        assertEquals("302a300506032b6570032100" + PUBLIC, HEX.formatHex(der));
        assertEquals(secret, key.secret());
    }

    /** Agents were given this one by portals of older versions. */
    @Test
    void isDerivedAsItAlwaysWas() {
        SigningKey key = SigningKey.of(new Secret("one key for all nodes of this cluster"));

        assertEquals("sAR1IXwphbUvdqA/SAJU+zqE+/FNP1Ytsf6Cj8k9Hqk=", key.secret().value());
        assertEquals(key.publicKeyPem(),
                SigningKey.of(new Secret("one key for all nodes of this cluster")).publicKeyPem());
    }

    @Test
    void whatIsNoKeyIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> SigningKey.restored(new Secret("c2hvcnQ=")));
    }
}
