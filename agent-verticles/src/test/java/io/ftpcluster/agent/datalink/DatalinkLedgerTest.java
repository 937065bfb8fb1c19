package io.ftpcluster.agent.datalink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.datalink.DatalinkLedger.State;
import io.ftpcluster.agent.link.DatalinkJournal;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.frames.DatalinkFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatalinkLedgerTest {

    @TempDir
    Path folder;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private DatalinkLedger ledger;

    @BeforeEach
    void open() throws IOException {
        ledger = DatalinkLedger.open(folder, new Log(new PrintStream(log, true, StandardCharsets.UTF_8)));
    }

    private void make(String name) throws IOException {
        ledger.end(ledger.begin("create_user", name, "127.0.0.1", State.MAKING), null, State.MADE);
    }

    private List<String> told() {
        return DatalinkRig.told(ledger.frame());
    }

    @Test
    void whatIsEmptyHasNothingToTellAndWritesNothing() {
        assertEquals(DatalinkJournal.NOTHING, ledger.version());
        ledger.stored(List.of());
        assertFalse(Files.exists(folder.resolve("datalink.accounts")));
    }

    @Test
    void whatIsOnTheDiskIsReadAgain() throws IOException {
        make("anna");
        ledger.end(ledger.begin("create_user", "bert", "127.0.0.1", State.MAKING), "failed: a\ttab\nand a line",
                State.MAKING);
        ledger.begin("delete_user", "anna", "192.0.2.7", State.ARCHIVE);
        DatalinkFrame before = ledger.frame();
        open();
        assertEquals(State.ARCHIVE, ledger.state("anna"));
        assertEquals(State.MAKING, ledger.state("bert"));
        assertEquals(Map.of("anna", State.ARCHIVE), ledger.going());
        assertEquals(before.changes(), ledger.frame().changes().subList(0, 2));
        assertEquals(List.of("create_user anna", "create_user bert failed: a?tab?and a line",
                "delete_user anna begun, and the agent ended before it was known to be done"), told());
        assertEquals(List.of("anna", "bert"), ledger.frame().names());
        assertTrue(ledger.version() != DatalinkJournal.NOTHING);
    }

    @Test
    void whatIsNotKnownYetIsNotTold() throws IOException {
        make("anna");
        String open = ledger.begin("change_password", "anna", "127.0.0.1", State.MADE);
        long version = ledger.version();
        make("bert");
        assertEquals(List.of("create_user anna", "create_user bert"), told());
        ledger.end(open, null, State.MADE);
        assertTrue(ledger.version() > version);
        assertEquals(List.of("create_user anna", "change_password anna", "create_user bert"), told());
    }

    @Test
    void moreThanAFrameHoldsIsToldByAndBy() throws IOException {
        for (int i = 0; i < DatalinkFrame.MAX_CHANGES + 3; i++) {
            make("user" + i);
        }
        long version = ledger.version();
        assertEquals(DatalinkFrame.MAX_CHANGES, ledger.frame().changes().size());
        ledger.stored(ledger.frame().changes());
        assertTrue(ledger.version() > version);
        assertEquals(3, ledger.frame().changes().size());
        version = ledger.version();
        ledger.stored(ledger.frame().changes());
        assertEquals(version, ledger.version());
        assertEquals(DatalinkFrame.MAX_CHANGES + 3, ledger.frame().count());
    }

    @Test
    void whatIsTooMuchIsDroppedAndSaid() throws IOException {
        for (int i = 0; i < DatalinkLedger.MOST_CHANGES + 2; i++) {
            ledger.end(ledger.begin("create_user", "anna", "127.0.0.1", State.MAKING), Integer.toString(i), State.MADE);
        }
        assertEquals("create_user anna 2", told().get(0));
        assertEquals(2,
                log.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("isn't told")).count());
    }

    @Test
    void nothingIsBegunThatCanNotBeWrittenDown() throws IOException {
        make("anna");
        Files.delete(folder.resolve("datalink.accounts"));
        Files.createDirectories(folder.resolve("datalink.accounts/in the way"));
        IOException refused = assertThrows(IOException.class,
                () -> ledger.begin("create_user", "bert", "127.0.0.1", State.MAKING));
        assertTrue(refused.getMessage().contains("nothing is changed"), refused.getMessage());
        assertFalse(ledger.has("bert"));
        assertEquals(List.of("create_user anna"), told());
    }

    @ParameterizedTest
    @ValueSource(strings = {"account\tanna", "account\t../anna\tmade", "account\tanna\tmine", "anna",
            "change\tid\tsoon\tcreate_user\tanna\t-\t", "change\tid\t1\tCreate\tanna\t-\t"})
    void aLineOfSomebodyElsesIsAnError(String line) throws IOException {
        Files.writeString(folder.resolve("datalink.accounts"), "# ours\n" + line + "\n");
        IOException refused = assertThrows(IOException.class, this::open);
        assertTrue(refused.getMessage().contains("Correct or remove it"), refused.getMessage());
    }
}
