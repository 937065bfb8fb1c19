package io.ftpcluster.master.backup;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.backup.BackupManifest.Member;
import io.ftpcluster.master.backup.age.AgeOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** Writes one backup: a .tar.gz whose first member tells the digests of the others, encrypted when there is a passphrase. */
final class ArchiveWriter {

    /** Of scrypt: 32 MiB for a moment, which a portal with the usual heap can spare. */
    private static final int WORK_FACTOR = 15;
    private static final int BUFFER = 128 * 1024;
    private static final int OWNER_ONLY = 0100600;

    /** A database that lies in a file, or a key. */
    private sealed interface Content {
        record OfFile(Path file) implements Content {}

        record OfKey(Secret text) implements Content {
            byte[] bytes() {
                return text.value().getBytes(StandardCharsets.US_ASCII);
            }
        }
    }

    private final Map<String, Content> contents = new LinkedHashMap<>();

    ArchiveWriter with(String name, Path file) {
        contents.put(name, new Content.OfFile(file));
        return this;
    }

    ArchiveWriter with(PortalKeys keys) {
        contents.put(BackupManifest.SECRET_KEY_FILE, key(keys.secretKey()));
        contents.put(BackupManifest.FERNET_KEY_FILE, key(keys.fernetKeys()));
        return this;
    }

    private static Content key(Secret key) {
        return new Content.OfKey(new Secret(key.value() + "\n"));
    }

    /**
     * All of it is on the disk when this returns.
     *
     * @param target an empty file
     * @param manifest of these members
     */
    BackupManifest write(Path target, Optional<Secret> passphrase, Function<List<Member>, BackupManifest> manifest)
            throws IOException {
        List<Member> members = new ArrayList<>();
        for (Map.Entry<String, Content> each : contents.entrySet()) {
            members.add(switch (each.getValue()) {
                case Content.OfFile file -> Digests.member(each.getKey(), file.file());
                case Content.OfKey key -> Digests.member(each.getKey(), key.bytes());
            });
        }
        BackupManifest made = manifest.apply(members);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(target), BUFFER);
                OutputStream sealed = passphrase.isPresent()
                        ? new AgeOutputStream(file, passphrase.get(), WORK_FACTOR)
                        : file;
                TarArchiveOutputStream tar = new TarArchiveOutputStream(
                        new BufferedOutputStream(new GzipCompressorOutputStream(sealed, quick()), BUFFER))) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            byte[] json = made.json();
            begin(tar, made, BackupManifest.FILE, json.length);
            tar.write(json);
            tar.closeArchiveEntry();
            for (Member member : members) {
                begin(tar, made, member.name(), member.size());
                switch (contents.get(member.name())) {
                    case Content.OfFile from -> Files.copy(from.file(), tar);
                    case Content.OfKey key -> tar.write(key.bytes());
                }
                tar.closeArchiveEntry();
            }
        }
        try (FileChannel written = FileChannel.open(target, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        return made;
    }

    /**
     * Most of a large database is history, in Base64 of what is compressed already: there is nothing in it to find again. Of 300
     * MiB with it this makes 170 in 1.9 s, and deflate's quickest level 130 in 4.2 s.
     */
    private static GzipParameters quick() {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(Deflater.BEST_SPEED);
        parameters.setDeflateStrategy(Deflater.HUFFMAN_ONLY);
        parameters.setBufferSize(BUFFER);
        return parameters;
    }

    private static void begin(TarArchiveOutputStream tar, BackupManifest manifest, String name, long size)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(OWNER_ONLY);
        entry.setModTime(manifest.createdAt().toEpochMilli());
        tar.putArchiveEntry(entry);
    }
}
