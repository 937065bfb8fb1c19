package io.ftpcluster.agent.account;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Ends what users run, FTP sessions above all. */
final class UserProcesses {

    private static final Duration POLITE = Duration.ofSeconds(2);
    private static final Duration FORCED = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 20;
    private static final Path PROC = Path.of("/proc");

    private record Found(int user, ProcessHandle process) {}

    private UserProcesses() {}

    /**
     * All processes of these users are told to end, and made to after two seconds.
     *
     * @return the users who still have some after seven
     */
    static Set<Integer> end(Set<Integer> users) throws IOException, InterruptedException {
        List<Found> left = endWithin(users, POLITE, ProcessHandle::destroy);
        if (!left.isEmpty()) {
            left = endWithin(users, FORCED, ProcessHandle::destroyForcibly);
        }
        Set<Integer> stubborn = new HashSet<>();
        left.forEach(found -> stubborn.add(found.user()));
        return stubborn;
    }

    /** Those that begin meanwhile are told, too. */
    private static List<Found> endWithin(Set<Integer> users, Duration patience, Consumer<ProcessHandle> end)
            throws IOException, InterruptedException {
        Set<ProcessHandle> told = new HashSet<>();
        long until = System.nanoTime() + patience.toNanos();
        List<Found> found = of(users);
        while (!found.isEmpty() && System.nanoTime() - until < 0) {
            for (Found each : found) {
                if (told.add(each.process())) {
                    end.accept(each.process());
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            found = of(users);
        }
        return found;
    }

    private static List<Found> of(Set<Integer> users) throws IOException {
        List<Found> found = new ArrayList<>();
        if (users.isEmpty()) {
            return found;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path each : processes) {
                // Taken before it is looked at: a later process with the same number is another one to it.
                ProcessHandle process = ProcessHandle.of(Long.parseLong(each.getFileName().toString())).orElse(null);
                Integer user = process == null ? null : user(each, users);
                if (user != null) {
                    found.add(new Found(user, process));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** Which of these users it has rights of; null when none, or when it has ended. */
    private static Integer user(Path process, Set<Integer> users) {
        try {
            for (String line : Files.readAllLines(process.resolve("status"), StandardCharsets.ISO_8859_1)) {
                if (line.matches("State:\\s*[ZX].*")) {
                    return null;
                }
                if (line.startsWith("Uid:")) {
                    return first(line.substring("Uid:".length()).strip().split("\\s+", -1), users);
                }
            }
        } catch (IOException ended) {
            return null;
        }
        return null;
    }

    private static Integer first(String[] numbers, Set<Integer> users) {
        for (String number : numbers) {
            Integer user = Integer.valueOf(number);
            if (users.contains(user)) {
                return user;
            }
        }
        return null;
    }
}
