package io.ftpcluster.master.files.ftp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.files.UploadOutcome;
import io.ftpcluster.master.files.ftp.Harness;
import io.ftpcluster.messages.FileStreams;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever hears that a stream is over may hold locks of their own, so none of the stream's may be held meanwhile. */
class StreamEndsTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        Harness.get(vertx.close());
    }

    private static CompletableFuture<FileStreams.Ending> observe(FileStreams.Moving stream, Runnable use) {
        CompletableFuture<FileStreams.Ending> seen = new CompletableFuture<>();
        stream.over().onSuccess(ending -> {
            CompletableFuture<Void> used = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                use.run();
                used.complete(null);
            });
            try {
                used.get(20, TimeUnit.SECONDS);
                seen.complete(ending);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                seen.completeExceptionally(e);
            }
        });
        return seen;
    }

    @ParameterizedTest
    @EnumSource(FileStreams.Ending.class)
    void aDownload(FileStreams.Ending ending) throws Exception {
        ChunkStream stream = new ChunkStream(vertx.getOrCreateContext(), Duration.ofMinutes(1), () -> {});
        stream.exceptionHandler(e -> assertEquals("broken", e.getMessage())).resume();
        CompletableFuture<FileStreams.Ending> seen = observe(stream, () -> {
            stream.pause();
            assertTrue(stream.moved() >= 0);
        });
        Consumer<ChunkStream> end = switch (ending) {
            case COMPLETED -> ChunkStream::end;
            case FAILED -> s -> s.fail(new IllegalStateException("broken"));
            case ABORTED -> ChunkStream::abort;
            case ENDED -> s -> s.breakOff(new IllegalStateException("broken"));
        };
        end.accept(stream);

        assertEquals(ending, seen.get(30, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @EnumSource(FileStreams.Ending.class)
    void anUpload(FileStreams.Ending ending) throws Exception {
        SinkStream stream = new SinkStream(vertx, false, () -> {});
        CompletableFuture<FileStreams.Ending> seen = observe(stream, () -> {
            stream.setWriteQueueMaxSize(1);
            assertTrue(stream.moved() >= 0);
        });
        switch (ending) {
            case COMPLETED -> stream.succeed(UploadOutcome.CREATED);
            case FAILED -> stream.fail(new IllegalStateException("broken"));
            case ABORTED -> {
                stream.abort();
                stream.fail(new IllegalStateException("given up"));
            }
            case ENDED -> {
                stream.breakOff(new IllegalStateException("broken"));
                stream.fail(new IllegalStateException("given up"));
            }
        }

        assertEquals(ending, seen.get(30, TimeUnit.SECONDS));
        assertEquals(ending != FileStreams.Ending.COMPLETED, stream.zeroCopy().isEnded(),
                "what goes past it ends with it");
    }
}
