package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.CommandException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Asks again and again until something is so. A portal that can't be reached meanwhile, as while it restarts, has a minute. */
final class Polling {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration OUTAGE = Duration.ofSeconds(60);

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "1h", converter = Time.class, description = "How long to wait at most, such as 90s, 10m or 2h (default: ${DEFAULT-VALUE}).")
    private Duration most;

    /** A number with a unit. */
    static final class Time implements ITypeConverter<Duration> {

        private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smh]?)");

        @Override
        public Duration convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("must be a time such as 90s, 10m or 2h, not " + text);
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "h" -> Duration.ofHours(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }

    /**
     * @param look empty: not yet
     * @param what for people, when it takes too long
     */
    <T> T until(Supplier<Optional<T>> look, String what) {
        long begun = System.nanoTime();
        long answered = begun;
        while (true) {
            try {
                Optional<T> found = look.get();
                if (found.isPresent()) {
                    return found.get();
                }
                answered = System.nanoTime();
            } catch (CommandException e) {
                if (e.exitCode() != ExitCodes.UNREACHABLE || System.nanoTime() - answered > OUTAGE.toNanos()) {
                    throw e;
                }
            }
            if (System.nanoTime() - begun > most.toNanos()) {
                throw new CommandException(ExitCodes.REFUSED, what + " after " + ValueFormat.duration(most)
                        + "; it goes on without this command (--timeout)");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCodes.REFUSED, "interrupted");
        }
    }
}
