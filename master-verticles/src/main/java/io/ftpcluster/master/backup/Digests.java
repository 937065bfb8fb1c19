package io.ftpcluster.master.backup;

import io.ftpcluster.master.backup.BackupManifest.Member;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Sizes and SHA-256 of what is in a backup. */
final class Digests {

    private static final int BUFFER = 128 * 1024;

    private Digests() {}

    static Member member(String name, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return copy(name, in, OutputStream.nullOutputStream());
        }
    }

    static Member member(String name, byte[] content) {
        return new Member(name, content.length, HexFormat.of().formatHex(sha256().digest(content)));
    }

    /** Copies all that is left, and tells what it was. */
    static Member copy(String name, InputStream in, OutputStream to) throws IOException {
        MessageDigest digest = sha256();
        // It digests what is written to it, and is closed by whoever closes the target.
        OutputStream both = new DigestOutputStream(to, digest);
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int some = in.read(buffer); some >= 0; some = in.read(buffer)) {
            both.write(buffer, 0, some);
            size += some;
        }
        return new Member(name, size, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
