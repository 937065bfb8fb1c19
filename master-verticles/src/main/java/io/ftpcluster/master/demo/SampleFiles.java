package io.ftpcluster.master.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What the demo's servers hold: files of several kinds, made here so that nothing large lies in the repository. */
final class SampleFiles {

    private static final int MIB = 1024 * 1024;

    private SampleFiles() {}

    /** A web team's server: text, tables, pictures, names that need encoding. */
    static void fillAlpha(Path folder) throws IOException {
        text(folder.resolve("welcome.txt"),
                "Welcome to alpha.\nThe portal fetched this file from a real FTP server.\n");
        text(folder.resolve("reports/2026/sales.csv"), salesTable());
        text(folder.resolve("reports/2026/notes for #1, 100% done?.txt"), "Names may hold spaces, #, % and ?.\n");
        text(folder.resolve("reports/größe und 日本語.md"), "# Names\n\nNames may hold any Unicode, too.\n");
        text(folder.resolve("empty.log"), "");
        text(folder.resolve("pictures/logo.svg"), """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="200" height="200">
                  <rect width="100" height="100" rx="16" fill="#182430"/>
                  <path d="M20 70V30h30M20 50h24M60 70V30h20a10 10 0 0 1 0 20H60" fill="none" stroke="#5cc8ff"
                    stroke-width="7"/>
                </svg>
                """);
        try (OutputStream out = create(folder.resolve("pictures/gradient.png"))) {
            PngImage.writeGradient(320, 200, out);
        }
    }

    /** A backup server: archives and larger files. */
    static void fillBeta(Path folder) throws IOException {
        text(folder.resolve("README.txt"),
                "beta holds backups. The numbers in random-20MiB.bin are always the same.\n");
        random(folder.resolve("backups/random-20MiB.bin"), 20 * MIB);
        random(folder.resolve("backups/random-1MiB.bin"), MIB);
        archive(folder.resolve("backups/configs.zip"));
        for (int day = 1; day <= 31; day++) {
            text(folder.resolve("logs/2026-10-%02d.log".formatted(day)), logLines(day));
        }
    }

    private static String salesTable() {
        StringBuilder table = new StringBuilder("month,orders,revenue_eur\n");
        for (int month = 1; month <= 12; month++) {
            table.append(
                    "2026-%02d,%d,%d.%02d%n".formatted(month, 400 + month * 37, 18_000 + month * 1_543, month * 7));
        }
        return table.toString();
    }

    private static String logLines(int day) {
        StringBuilder log = new StringBuilder();
        for (int minute = 0; minute < 60; minute += 5) {
            log.append("03:%02d:00 backup of volume %d finished%n".formatted(minute, day));
        }
        return log.toString();
    }

    private static void text(Path file, String content) throws IOException {
        try (OutputStream out = create(file)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void random(Path file, int size) throws IOException {
        Random numbers = new Random(size);
        byte[] block = new byte[64 * 1024];
        try (OutputStream out = create(file)) {
            for (int written = 0; written < size; written += block.length) {
                numbers.nextBytes(block);
                out.write(block);
            }
        }
    }

    private static void archive(Path file) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(create(file))) {
            zip.putNextEntry(new ZipEntry("etc/vsftpd.conf"));
            zip.write("listen=YES\nlocal_enable=YES\n".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
    }

    private static OutputStream create(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.newOutputStream(file);
    }
}
