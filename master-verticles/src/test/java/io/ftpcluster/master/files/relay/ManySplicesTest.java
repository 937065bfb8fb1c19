package io.ftpcluster.master.files.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More splices than a loop has large pipes for, with targets that take nothing for a while. */
class ManySplicesTest {

    private static final int PASSAGES = 24;
    private static final int BYTES = 6 << 20;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Relay relay = Relay.ofThisSystem(1).orElseThrow();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<SocketPair> opened = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        relay.close();
        for (SocketPair each : opened) {
            each.close();
        }
        threads.close();
    }

    @Test
    void everyByteArrivesHoweverOftenTheTargetsStop() throws Exception {
        byte[] bytes = new byte[BYTES];
        new Random(7).nextBytes(bytes);
        List<SpliceTransfer> splices = new ArrayList<>();
        List<Future<byte[]>> received = new ArrayList<>();
        for (int i = 0; i < PASSAGES; i++) {
            SocketPair source = pair();
            SocketPair target = pair();
            threads.execute(() -> send(source, bytes));
            splices.add(relay.move(relay.duplicate(source.near()), relay.duplicate(target.near()), BYTES, LONG, LONG));
            received.add(threads.submit(() -> receiveInFits(target)));
        }
        for (Future<byte[]> each : received) {
            assertArrayEquals(bytes, each.get(60, TimeUnit.SECONDS));
        }
        for (SpliceTransfer each : splices) {
            assertEquals(SpliceTransfer.End.DONE, each.end().get(30, TimeUnit.SECONDS));
            assertEquals(BYTES, each.arrived());
        }
    }

    private SocketPair pair() throws IOException {
        SocketPair pair = SocketPair.open();
        opened.add(pair);
        return pair;
    }

    private static void send(SocketPair source, byte[] bytes) {
        try {
            source.far().getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the socket fill up between two pieces. */
    private static byte[] receiveInFits(SocketPair target) throws IOException, InterruptedException {
        InputStream input = target.far().getInputStream();
        byte[] all = new byte[BYTES];
        for (int at = 0, n = 0; at < BYTES && n >= 0; at += n) {
            Thread.sleep(20);
            n = input.readNBytes(all, at, Math.min(1 << 20, BYTES - at));
        }
        return all;
    }
}
