package io.ftpcluster.master.auth;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * Hashes by bcrypt that came from elsewhere. As everywhere, only the first 72 bytes of a password count. None is made here.
 */
public final class Bcrypt {

    /** 22 characters of salt, 31 of hash; $2x$ is what a defective implementation made, and isn't taken. */
    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final int LEAST_COST = 4;
    /** Each more takes twice as long: 15 is some two seconds of a processor. */
    private static final int MOST_COST = 15;

    private Bcrypt() {}

    static boolean is(String hash) {
        return FORM.matcher(hash).matches();
    }

    /** Whether it is a hash that logins can be checked against. */
    public static boolean isUsable(String hash) {
        Matcher form = FORM.matcher(hash);
        if (!form.matches()) {
            return false;
        }
        int cost = Integer.parseInt(form.group(1));
        return cost >= LEAST_COST && cost <= MOST_COST;
    }

    /** The bytes as they came, as those who made the hash took them: no Unicode form was chosen. */
    static boolean matches(String password, String hash) {
        if (!isUsable(hash)) {
            return false;
        }
        return OpenBSDBCrypt.checkPassword(hash, password.getBytes(StandardCharsets.UTF_8));
    }
}
