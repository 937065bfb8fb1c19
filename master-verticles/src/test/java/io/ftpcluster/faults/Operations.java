package io.ftpcluster.faults;

import io.ftpcluster.testing.FaultyHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** The operations, and the files that they need on a host. */
final class Operations {

    static final String SMALL = "small.bin";
    static final int SMALL_BYTES = 64 * 1024;
    private static final String LARGE = "large.bin";
    /** More than all buffers between server and client hold together. */
    private static final int LARGE_BYTES = 24 * 1024 * 1024;
    private static final int UPLOAD_BYTES = 8 * 1024 * 1024;
    private static final int ENTRIES = 3000;
    private static final int STEP = 64 * 1024;

    private final byte[] content = random(LARGE_BYTES);
    private final byte[] sum = sha256(content);
    private final AtomicLong count = new AtomicLong();

    void prepare(FaultyHost host) throws IOException {
        Files.write(host.home().resolve(SMALL), small());
        Files.write(host.home().resolve(LARGE), content);
        Path many = Files.createDirectory(host.home().resolve("many"));
        for (int i = 0; i < ENTRIES; i++) {
            Files.createFile(many.resolve("entry-%04d.txt".formatted(i)));
        }
    }

    byte[] small() {
        return Arrays.copyOf(content, SMALL_BYTES);
    }

    /** One of each kind. */
    List<Operation> each(PortalLogin login, FaultyHost host) throws IOException {
        long number = count.incrementAndGet();
        Files.writeString(host.home().resolve("name-" + number + "-a"), "name " + number);
        return List.of(new Upload(login, login.path(host, "up-" + number), "up-" + number),
                new Download(login, login.path(host, LARGE)), new Rename(login, host, number),
                new Listing(login, login.path(host, "many/")), new Deletion(login, host, number));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(byte[] bytes) {
        return digest().digest(bytes);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int somewhere(int size) {
        return ThreadLocalRandom.current().nextInt(size / 8, size / 4);
    }

    /** Stops sending in the middle until the fault is there. */
    private final class Upload extends Operation {

        private final PortalLogin login;
        private final String path;
        private final String name;

        Upload(PortalLogin login, String path, String name) {
            this.login = login;
            this.path = path;
            this.name = name;
        }

        @Override
        String kind() {
            return "upload";
        }

        @Override
        int perform() throws IOException, InterruptedException {
            int before = somewhere(UPLOAD_BYTES);
            try (HttpExchange http = open(login, "PUT", path, "Content-Length: " + UPLOAD_BYTES)) {
                http.body().write(content, 0, before);
                reachMiddle();
                awaitFault();
                try {
                    http.body().write(content, before, UPLOAD_BYTES - before);
                } catch (IOException refused) {
                    return http.status();
                }
                return http.status();
            }
        }

        @Override
        List<String> broken(FaultyHost host) throws IOException {
            Path file = host.home().resolve(name);
            boolean there = Files.exists(file);
            boolean right = there && Arrays.mismatch(Files.readAllBytes(file), 0, (int) Files.size(file), content, 0,
                    UPLOAD_BYTES) < 0;
            Files.deleteIfExists(file);
            if (there && !right) {
                return List.of("a part of an upload stands under its name after " + seen());
            }
            return isDone() && !there ? List.of("no file after an upload that was answered " + seen()) : List.of();
        }
    }

    /** Stops reading in the middle until the fault is there. */
    private final class Download extends Operation {

        private final PortalLogin login;
        private final String path;
        private boolean wrong;

        Download(PortalLogin login, String path) {
            this.login = login;
            this.path = path;
        }

        @Override
        String kind() {
            return "download";
        }

        @Override
        int perform() throws IOException, InterruptedException {
            MessageDigest digest = digest();
            int pause = somewhere(LARGE_BYTES / 4);
            byte[] bytes = new byte[STEP];
            try (HttpExchange http = open(login, "GET", path)) {
                int status = http.status();
                int read = 0;
                for (int n = http.read(bytes); n >= 0; n = http.read(bytes)) {
                    digest.update(bytes, 0, n);
                    if (read < pause && read + n >= pause) {
                        reachMiddle();
                        awaitFault();
                    }
                    read += n;
                }
                wrong = status == 200 && !MessageDigest.isEqual(digest.digest(), sum);
                return status;
            }
        }

        @Override
        List<String> broken(FaultyHost host) {
            return wrong ? List.of("a download looked complete and was not what is on the server") : List.of();
        }
    }

    /** Moves a file to and fro until one of the moves was under way when the fault came. */
    private static final class Rename extends Operation {

        private final PortalLogin login;
        private final FaultyHost on;
        private final long number;
        private int moves;

        Rename(PortalLogin login, FaultyHost on, long number) {
            this.login = login;
            this.on = on;
            this.number = number;
        }

        @Override
        String kind() {
            return "rename";
        }

        private String name(int after) {
            return "name-" + number + (after % 2 == 0 ? "-a" : "-b");
        }

        @Override
        int perform() throws IOException {
            while (true) {
                boolean last = false;
                try (HttpExchange http = open(login, "MOVE", login.path(on, name(moves)),
                        "Destination: " + login.path(on, name(moves + 1)), "Overwrite: F")) {
                    int status = http.status();
                    last = isStruck() || status != 201;
                    if (last) {
                        return status;
                    }
                    moves++;
                }
                reachMiddle();
            }
        }

        @Override
        List<String> broken(FaultyHost host) throws IOException {
            Path before = host.home().resolve(name(moves));
            Path after = host.home().resolve(name(moves + 1));
            boolean moved = Files.exists(after);
            boolean one = moved != Files.exists(before);
            boolean right = one && Files.readString(moved ? after : before).equals("name " + number);
            Files.deleteIfExists(before);
            Files.deleteIfExists(after);
            if (!right) {
                return List.of("a file is lost or there twice after a rename that was answered " + seen());
            }
            return isDone() && !moved ? List.of("a rename was answered " + seen() + " and not done") : List.of();
        }
    }

    /** Lists a folder until one of the listings was under way when the fault came. */
    private static final class Listing extends Operation {

        private final PortalLogin login;
        private final String path;
        private boolean wrong;

        Listing(PortalLogin login, String path) {
            this.login = login;
            this.path = path;
        }

        @Override
        String kind() {
            return "listing";
        }

        @Override
        int perform() throws IOException {
            while (true) {
                try (HttpExchange http = open(login, "GET", path, "Accept: application/json")) {
                    int status = http.status();
                    String text = http.text();
                    wrong = status == 200 && text.split("\"name\":\"entry-", -1).length - 1 != ENTRIES
                            && !text.contains("\"incomplete\":\"");
                    if (isStruck() || status != 200) {
                        return status;
                    }
                }
                reachMiddle();
            }
        }

        @Override
        List<String> broken(FaultyHost host) {
            return wrong ? List.of("a listing looked complete and was not") : List.of();
        }
    }
}
