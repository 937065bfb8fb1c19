package io.ftpcluster.master.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveHandleTest {

    private final List<String> seen = new ArrayList<>();
    private final Promise<FileStreams.Content> content = Promise.promise();

    private LiveHandle handle(long size) {
        FileStreams.Handle inner = new FileStreams.Handle() {
            @Override
            public Files.Info info() {
                return new Files.Info("file", Files.Type.FILE, size, null, false);
            }

            @Override
            public Future<FileStreams.Content> read(long offset, long length) {
                return seen.contains("closed") ? Future.failedFuture("it is closed") : content.future();
            }

            @Override
            public void close() {
                seen.add("closed");
            }
        };
        return new LiveHandle(inner, new LiveHandle.Progress() {
            @Override
            public void began(FileStreams.Content stream, long promised) {
                seen.add("began " + promised);
            }

            @Override
            public void left() {
                seen.add("left");
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"100,0,-1,100", "100,30,-1,70", "100,30,20,20", "100,90,20,10", "-1,0,-1,-1", "-1,5,20,20"})
    void contentThatFlowsIsATransferOfSoManyBytes(long size, long offset, long length, long promised) {
        handle(size).read(offset, length);
        assertEquals(List.of(), seen);
        content.complete(null);
        assertEquals(List.of("began " + promised), seen);
    }

    @Test
    void aLookLeaves() {
        handle(100).close();
        assertEquals(List.of("closed", "left"), seen);
    }

    @Test
    void readingThatCannotStartLeaves() {
        handle(100).read(0, -1);
        content.fail("refused");
        assertEquals(List.of("left"), seen);
    }

    @Test
    void closingWhileItIsReadKeepsThePlace() {
        LiveHandle handle = handle(100);
        handle.read(0, -1);
        handle.close();
        assertEquals(List.of("closed"), seen);
        content.complete(null);
        assertEquals(List.of("closed", "began 100"), seen);
    }

    @Test
    void aSecondReaderDoesNotTouchThePlaceOfTheFirst() {
        LiveHandle handle = handle(100);
        handle.read(0, -1);
        handle.close();
        assertTrue(handle.read(0, -1).failed());
        assertEquals(List.of("closed"), seen);
    }

    @Test
    void readingAfterTheCloseLeavesToo() {
        LiveHandle handle = handle(100);
        handle.close();
        assertTrue(handle.read(0, -1).failed());
        assertEquals(List.of("closed", "left", "left"), seen);
    }
}
