package io.ftpcluster.master.secrets;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that nobody configured: made at first start and kept in the data directory, readable for their owner only. Two
 * starts at once agree on one key. A file that is empty or damaged is a {@link KeyException}, never replaced: what it
 * encrypted would be lost.
 */
public final class KeyFiles {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFiles.class);
    public static final String SECRET_FILE = "secret.key";
    public static final String FERNET_FILE = "fernet.key";
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final int SECRET_BYTES = 48;
    private static final long MAX_FILE_BYTES = 64 * 1024;

    private final Path directory;
    private final BooleanSupplier inUse;
    private final SecureRandom random = new SecureRandom();

    /** @param directory the data directory; made with mode 0700 when it isn't there */
    public KeyFiles(Path directory) {
        this(directory, () -> false);
    }

    /** @param inUse whether there is a portal's database beside them, which was encrypted with a key that was there once; asked when one is missing */
    public KeyFiles(Path directory, BooleanSupplier inUse) {
        this.directory = directory;
        this.inUse = inUse;
    }

    /** Signs tokens: the text of {@code secret.key}, one or more keys separated by commas. */
    public Secret secretKey() {
        Path file = directory.resolve(SECRET_FILE);
        if (Files.notExists(file) && inUse.getAsBoolean()) {
            LOG.warn(
                    "The key file {} was missing and is made anew: all sessions end, and everybody has to log in again.",
                    file);
        }
        Secret key = readOrMake(file, this::newSecret);
        if (key.value().length() < SecretKeys.MIN_LENGTH || key.value().chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw damaged(file, "it isn't one word of at least " + SecretKeys.MIN_LENGTH + " characters", null);
        }
        try {
            SecretKeys.of(key);
        } catch (KeyException e) {
            throw damaged(file, "it " + e.getMessage(), e);
        }
        return key;
    }

    /** Encrypts stored secrets: the text of {@code fernet.key}, one or more keys separated by commas. */
    public Secret fernetKeys() {
        Path file = directory.resolve(FERNET_FILE);
        if (Files.notExists(file) && inUse.getAsBoolean()) {
            throw new KeyException(
                    "The key file " + file + " is missing, and there is a database that only that key can read."
                            + " Restore it from a backup; where the settings had the key, set FERNET_KEY",
                    null);
        }
        Secret keys = readOrMake(file, () -> Fernet.newKey(random));
        try {
            new Fernet(keys);
        } catch (KeyException e) {
            throw damaged(file, e.getMessage(), e);
        }
        return keys;
    }

    /** The one that is there, unchecked: makes none. */
    public Optional<Secret> findSecretKey() {
        return find(SECRET_FILE);
    }

    /** Likewise. */
    public Optional<Secret> findFernetKeys() {
        return find(FERNET_FILE);
    }

    private Optional<Secret> find(String name) {
        Path file = directory.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
        } catch (IOException e) {
            throw new KeyException("The key file " + file + " can't be used: " + FileProblem.text(e), e);
        }
    }

    /** As {@link #fernetKeys}, but makes none. */
    public Secret existingFernetKeys() {
        requireThere(directory.resolve(FERNET_FILE), "FERNET_KEY");
        return fernetKeys();
    }

    /** As {@link #secretKey}, but makes none. */
    public Secret existingSecretKey() {
        requireThere(directory.resolve(SECRET_FILE), "SECRET_KEY");
        return secretKey();
    }

    private static void requireThere(Path file, String variable) {
        if (Files.notExists(file)) {
            throw new KeyException("There is no key file " + file + ". Give the settings that the portal runs with, or "
                    + variable + " in the environment");
        }
    }

    private Secret newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().encodeToString(bytes));
    }

    private Secret readOrMake(Path file, Supplier<Secret> maker) {
        try {
            makeDirectory();
            if (Files.notExists(file)) {
                make(file, maker.get());
            }
            return read(file);
        } catch (IOException e) {
            throw new KeyException("The key file " + file + " can't be used: " + FileProblem.text(e), e);
        }
    }

    private void makeDirectory() throws IOException {
        if (Files.isDirectory(directory)) {
            warnWhenOthersMayWrite();
            return;
        }
        if (posix(directory.toAbsolutePath().getRoot())) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
        } else {
            Files.createDirectories(directory);
        }
    }

    /** Only a warning: a directory that was there before may be shared for a reason. */
    private void warnWhenOthersMayWrite() throws IOException {
        if (!posix(directory)) {
            return;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(directory);
        if (mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            LOG.warn("Others may write to the data directory {}; chmod 700 protects the keys in it", directory);
        }
    }

    /** Complete under another name first; the link then gives it its name, unless another start was quicker. */
    private void make(Path file, Secret key) throws IOException {
        Path draft = posix(directory)
                ? Files.createTempFile(directory, ".key", ".new", PosixFilePermissions.asFileAttribute(OWNER_FILE))
                : Files.createTempFile(directory, ".key", ".new");
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(key.value() + "\n");
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            LOG.info("Another start has just made {}", file);
        } catch (UnsupportedOperationException e) {
            throw new IOException("the file system has no hard links; set the key in the configuration", e);
        } finally {
            Files.delete(draft);
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Secret read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw damaged(file, "it is a directory", null);
        }
        tighten(file);
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw damaged(file, "it is too long", null);
        }
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (text.isEmpty()) {
                throw damaged(file, "it is empty", null);
            }
            return new Secret(text);
        } catch (CharacterCodingException e) {
            throw damaged(file, "it isn't text", e);
        }
    }

    private static void tighten(Path file) throws IOException {
        if (!posix(file)) {
            return;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (mode.stream().anyMatch(permission -> !OWNER_FILE.contains(permission))) {
            Files.setPosixFilePermissions(file, OWNER_FILE);
            LOG.warn("{} had mode {}; it is {} now. Whoever may have read it has the key", file,
                    PosixFilePermissions.toString(mode), PosixFilePermissions.toString(OWNER_FILE));
        }
    }

    private static boolean posix(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }

    private static KeyException damaged(Path file, String why, Throwable cause) {
        return new KeyException("The key file " + file + " is damaged: " + why
                + ". Restore it from a backup; without it, stored secrets can't be read", cause);
    }
}
