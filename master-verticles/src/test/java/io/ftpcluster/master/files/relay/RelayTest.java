package io.ftpcluster.master.files.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.files.relay.SpliceTransfer.End;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.SlowReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets on loopback: a server that sends, a client that takes, and the relay between them. */
class RelayTest {

    /** Its two ends are made and kept by the relay's thread. */
    private static final int PIPE = 2;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration SLOW = Duration.ofSeconds(3);

    private final Relay relay = Relay.ofThisSystem(1).orElseThrow();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        relay.close();
        for (AutoCloseable each : opened) {
            each.close();
        }
        threads.close();
    }

    private SocketPair pair() throws IOException {
        SocketPair pair = SocketPair.open();
        opened.add(pair);
        return pair;
    }

    private SpliceTransfer move(SocketPair source, SocketPair target, long bytes, Duration sourcePatience,
            Duration targetPatience) throws IOException {
        return relay.move(relay.duplicate(source.near()), relay.duplicate(target.near()), bytes, sourcePatience,
                targetPatience);
    }

    private static End end(SpliceTransfer splice) throws InterruptedException, ExecutionException, TimeoutException {
        return splice.end().get(30, TimeUnit.SECONDS);
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private CompletableFuture<Void> send(Socket socket, byte[] bytes) {
        return CompletableFuture.runAsync(() -> {
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, threads);
    }

    private CompletableFuture<byte[]> receive(Socket socket, int count) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return socket.getInputStream().readNBytes(count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, threads);
    }

    @Test
    void movesJustTheBytesThatWereOrderedAndLeavesTheSocketsUsable() throws Exception {
        SocketPair source = pair();
        SocketPair target = pair();
        byte[] bytes = random(9_000_001);
        CompletableFuture<Void> sent = send(source.far(), bytes);
        CompletableFuture<byte[]> received = receive(target.far(), 9_000_000);

        SpliceTransfer splice = move(source, target, 9_000_000, LONG, LONG);

        assertEquals(End.DONE, end(splice));
        assertEquals(9_000_000, splice.arrived());
        assertArrayEquals(Arrays.copyOf(bytes, 9_000_000), received.get(30, TimeUnit.SECONDS));
        sent.get(30, TimeUnit.SECONDS);
        assertEquals(bytes[9_000_000], (byte) source.near().getInputStream().read(), "the next byte is still there");
        target.near().getOutputStream().write(7);
        assertEquals(7, target.far().getInputStream().read());
    }

    @Test
    void saysThatTheSourceEndedEarly() throws Exception {
        SocketPair source = pair();
        SocketPair target = pair();
        source.far().getOutputStream().write(random(1000));
        source.far().close();

        SpliceTransfer splice = move(source, target, 5000, LONG, LONG);

        assertEquals(End.SOURCE_ENDED, end(splice));
        assertEquals(1000, splice.arrived());
    }

    @Test
    void saysThatTheSourceBroke() throws Exception {
        SocketPair source = pair();
        SocketPair target = pair();
        SpliceTransfer splice = move(source, target, 5000, LONG, LONG);
        source.far().setSoLinger(true, 0);
        source.far().close();

        assertEquals(End.SOURCE_BROKEN, end(splice));
    }

    @Test
    void endsWhenTheSourceGivesNothing() throws Exception {
        SocketPair source = pair();
        SocketPair target = pair();
        source.far().getOutputStream().write(random(1000));

        SpliceTransfer splice = move(source, target, 5000, SHORT, LONG);

        assertEquals(End.SOURCE_STALLED, end(splice));
        assertEquals(1000, splice.arrived());
    }

    @Test
    void endsWhenTheTargetTakesNothing() throws Exception {
        SocketPair source = pair();
        SocketPair target = pair();
        CompletableFuture<Void> sent = send(source.far(), random(64 << 20));

        SpliceTransfer splice = move(source, target, 64 << 20, LONG, SHORT);

        assertEquals(End.TARGET_STALLED, end(splice));
        source.close();
        assertThrows(ExecutionException.class, () -> sent.get(30, TimeUnit.SECONDS));
    }

    /** As at the end of a link that has become slow: the sender's system has no room again for a long time. */
    @Test
    void goesOnWhileTheTargetAcknowledges() throws Exception {
        int count = 32 << 20;
        SocketPair source = pair();
        SocketPair target = pair();
        CompletableFuture<Void> sent = send(source.far(), random(count));
        SpliceTransfer splice = move(source, target, count, LONG, SLOW);

        long taken = SlowReader.sip(target.far(), SLOW.multipliedBy(2));

        assertFalse(splice.end().isDone(), "ended after " + splice.arrived() + ", read " + taken);
        target.far().getInputStream().skipNBytes(count - taken);
        assertEquals(End.DONE, end(splice));
        sent.get(10, TimeUnit.SECONDS);
    }

    @Test
    void saysThatTheTargetIsGone() throws Exception {
        SocketPair source = pair();
        SocketPair target = pair();
        target.far().setSoLinger(true, 0);
        target.far().close();
        source.far().getOutputStream().write(random(1000));

        assertEquals(End.TARGET_BROKEN, end(move(source, target, 5000, LONG, LONG)));
    }

    @Test
    void canBeCancelled() throws Exception {
        SpliceTransfer splice = move(pair(), pair(), 5000, LONG, LONG);
        splice.cancel();

        assertEquals(End.CANCELLED, end(splice));
    }

    @Test
    void cancelsAllWhenItEnds() throws Exception {
        SpliceTransfer splice = move(pair(), pair(), 5000, LONG, LONG);
        relay.close();

        assertEquals(End.CANCELLED, end(splice));
        assertThrows(IOException.class, () -> relay.duplicate(pair().near()));
    }

    @Test
    void aClosedDescriptorIsNotUsed() throws Exception {
        Descriptor from = relay.duplicate(pair().near());
        from.close();
        long before = descriptors();

        assertEquals(End.CANCELLED, end(relay.move(from, relay.duplicate(pair().near()), 1, LONG, LONG)));
        awaitDescriptors(before + 2, "only the new pair is open");
    }

    @Test
    void hasClosedItsDescriptorsWhenItWasCancelled() throws Exception {
        SocketPair source = pair();
        SocketPair target = pair();
        long before = descriptors();
        SpliceTransfer splice = move(source, target, 5000, LONG, LONG);
        splice.cancel();

        assertTrue(descriptors() <= before + PIPE, "whoever closes the sockets now is the last");
    }

    @Test
    void oneThatStandsStillHoldsUpNobody() throws Exception {
        move(pair(), pair(), 5000, LONG, LONG);
        SocketPair full = pair();
        CompletableFuture<Void> unfinished = send(full.far(), random(64 << 20));
        move(full, pair(), 64 << 20, LONG, LONG);

        SocketPair source = pair();
        SocketPair target = pair();
        CompletableFuture<Void> sent = send(source.far(), random(3_000_000));
        CompletableFuture<byte[]> received = receive(target.far(), 3_000_000);

        assertEquals(End.DONE, end(move(source, target, 3_000_000, LONG, LONG)));
        assertArrayEquals(random(3_000_000), received.get(30, TimeUnit.SECONDS));
        sent.get(30, TimeUnit.SECONDS);
        assertFalse(unfinished.isDone());
    }

    /** Including those that end badly, with bytes still in their pipes. */
    @Test
    void leavesNoDescriptorBehind() throws Exception {
        for (int i = 0; i < 20; i++) {
            runOne(i);
        }
        long before = descriptors();
        for (int i = 0; i < 200; i++) {
            runOne(i);
        }

        awaitDescriptors(before, "all are closed");
    }

    private void runOne(int number) throws Exception {
        try (SocketPair source = SocketPair.open(); SocketPair target = SocketPair.open()) {
            source.far().getOutputStream().write(random(10_000));
            SpliceTransfer splice = move(source, target, number % 3 == 0 ? 10_000 : 20_000, LONG, LONG);
            switch (number % 3) {
                case 0 -> assertEquals(End.DONE, end(splice));
                case 1 -> {
                    source.far().close();
                    assertEquals(End.SOURCE_ENDED, end(splice));
                }
                default -> {
                    splice.cancel();
                    assertEquals(End.CANCELLED, end(splice));
                }
            }
        }
    }

    /** What tests before this one have left to the garbage collector may go at any time; what this one has lost stays. */
    private static void awaitDescriptors(long most, String why) throws IOException {
        long deadline = System.nanoTime() + LONG.toNanos();
        long now = descriptors();
        while (now > most && System.nanoTime() - deadline < 0) {
            Eventually.pause();
            now = descriptors();
        }
        assertTrue(now <= most, why + ": at most " + most + " of " + now);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Something that nobody thought of: here a patience that isn't there. */
    @Test
    void whatGoesWrongWithOneDoesNotEndTheOthers() throws Exception {
        SocketPair source = pair();
        SocketPair target = pair();
        assertEquals(End.CANCELLED, end(move(source, target, 100, null, LONG)));
        assertMoves();
    }

    @Test
    void aLoopThatEndsIsFollowedByAnother() throws Throwable {
        Set<Integer> before = polls();
        try (Relay fragile = Relay.ofThisSystem(1).orElseThrow()) {
            SocketPair source = pair();
            SocketPair target = pair();
            SpliceTransfer cut = fragile.move(fragile.duplicate(source.near()), fragile.duplicate(target.near()), 100,
                    LONG, LONG);
            Set<Integer> own = polls();
            own.removeAll(before);
            breakPoll(own.iterator().next());
            assertEquals(End.CANCELLED, end(cut));
            Eventually.until(() -> {
                SocketPair from = pair();
                SocketPair to = pair();
                from.far().getOutputStream().write(random(100));
                return end(fragile.move(fragile.duplicate(from.near()), fragile.duplicate(to.near()), 100, LONG,
                        LONG)) == End.DONE;
            });
        }
    }

    /**
     * Its number stays taken, by something that nobody can poll: were it closed here, the next socket would get the
     * number, and lose it to the loop, which closes what it takes for its own.
     */
    @SuppressWarnings("restricted") // No other way to replace what is behind a number.
    private static void breakPoll(int epoll) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle dup2 = linker.downcallHandle(linker.defaultLookup().find("dup2").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        Posix posix = new Posix();
        int other = posix.signal();
        assertEquals(epoll, (int) dup2.invokeExact(other, epoll));
        posix.close(other);
    }

    private void assertMoves() throws Exception {
        SocketPair source = pair();
        SocketPair target = pair();
        source.far().getOutputStream().write(random(100));
        assertEquals(End.DONE, end(move(source, target, 100, LONG, LONG)));
    }

    /** The numbers of this process's epoll instances. */
    private static Set<Integer> polls() throws IOException {
        Set<Integer> found = new HashSet<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : all.toList()) {
                if (Files.isSymbolicLink(each) && Files.readSymbolicLink(each).toString().contains("eventpoll")) {
                    found.add(Integer.valueOf(each.getFileName().toString()));
                }
            }
        }
        return found;
    }
}
