package io.ftpcluster.master.backup.age;

import io.ftpcluster.bus.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in front of the payload: how the passphrase gives the file's key. Four lines of text. */
final class AgeHeader {

    static final String FIRST_LINE = "age-encryption.org/v1";
    private static final Pattern RECIPIENT = Pattern.compile("-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)");
    private static final Pattern WRAPPED = Pattern.compile("[A-Za-z0-9+/]{43}");
    private static final Pattern MAC = Pattern.compile("--- ([A-Za-z0-9+/]{43})");
    private static final int MOST_LINE = 128;
    /** More takes minutes and gigabytes. */
    private static final int MOST_WORK = 22;

    private AgeHeader() {}

    static byte[] write(FileKey key, Secret passphrase, int workFactor, SecureRandom random) {
        byte[] salt = new byte[FileKey.SALT_BYTES];
        random.nextBytes(salt);
        String lines = FIRST_LINE + "\n-> scrypt " + text(salt) + " " + workFactor + "\n"
                + text(key.wrap(passphrase, salt, workFactor)) + "\n---";
        return (lines + " " + text(key.mac(lines.getBytes(StandardCharsets.US_ASCII))) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static FileKey read(InputStream in, Secret passphrase) throws IOException {
        if (!line(in).equals(FIRST_LINE)) {
            throw new AgeException("it isn't encrypted as age v1 does");
        }
        String recipient = line(in);
        Matcher stanza = RECIPIENT.matcher(recipient);
        if (!stanza.matches()) {
            throw new AgeException(recipient.startsWith("-> ") && !recipient.startsWith("-> scrypt ")
                    ? "it is encrypted for a key, not with a passphrase"
                    : "its beginning is damaged");
        }
        String wrapped = matching(WRAPPED, line(in)).group();
        String mac = matching(MAC, line(in)).group(1);
        int workFactor = Integer.parseInt(stanza.group(2));
        requireMemory(workFactor);
        FileKey key = FileKey.unwrap(passphrase, bytes(stanza.group(1)), workFactor, bytes(wrapped));
        byte[] header = (FIRST_LINE + "\n" + recipient + "\n" + wrapped + "\n---").getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(key.mac(header), bytes(mac))) {
            throw new AgeException("its beginning is damaged");
        }
        return key;
    }

    /** Out of memory, the process would end without a word of why. */
    private static void requireMemory(int workFactor) throws AgeException {
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        long needed = FileKey.memory(Math.min(workFactor, MOST_WORK)) * 5 / 4;
        if (workFactor > MOST_WORK || needed > free) {
            throw new AgeException("its passphrase takes " + (needed >> 20)
                    + " MiB of memory to check; give more by FTPCLUSTER_JAVA_OPTS=-Xmx" + ((needed >> 20) + 128) + "m");
        }
    }

    private static Matcher matching(Pattern pattern, String line) throws AgeException {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new AgeException("its beginning is damaged");
        }
        return matcher;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() == MOST_LINE) {
                throw new AgeException(b < 0 ? "it is cut short" : "its beginning is damaged");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return Base64.getDecoder().decode(text);
    }
}
