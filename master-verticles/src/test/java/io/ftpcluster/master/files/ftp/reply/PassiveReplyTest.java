package io.ftpcluster.master.files.ftp.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How servers say at which port they wait; it is 51210, 200 times 256 and 10. */
class PassiveReplyTest {

    @ParameterizedTest
    @ValueSource(strings = {"229 Entering Extended Passive Mode (|||51210|)", "229 (|||51210|)", "229 ok (|||51210|).",
            "229 Entering Extended Passive Mode (!!!51210!)", "229 |||51210|", "229 Entering |||51210| now",
            "229 Mode (|1|127.0.0.1|51210|)", "229 Mode (|2|::1|51210|)", "229 Mode (|||51210)",
            "227 Entering Passive Mode (127,0,0,1,200,10)", "227 Entering Passive Mode (127,0,0,1,200,10).",
            "227 Entering Passive Mode. 127,0,0,1,200,10", "227 =127,0,0,1,200,10", "227 127,0,0,1,200,10",
            "227 Entering Passive Mode (127, 0, 0, 1, 200, 10)", "227 Mode ( 127,0,0,1,200,10 )",
            "227 Entering Passive Mode 127 0 0 1 200 10", "227 Mode (127.0.0.1,200,10)", "227 Mode (127.0.0.1.200.10)",
            "227 Mode (127;0;0;1;200;10)", "227 Mode [127,0,0,1,200,10]", "227 Mode 127,0,0,1,200,10,",
            "227 Mode 2 (127,0,0,1,200,10)", "227 Mode 2 127,0,0,1,200,10", "227 Mode (0,0,0,0,200,10)",
            "227 Mode (127,000,000,001,200,010)", "227 h1,h2,h3,h4,p1,p2 = 127,0,0,1,200,10"})
    void thePortIsFound(String line) {
        assertEquals(OptionalInt.of(51_210), port(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"229 Entering Extended Passive Mode", "229 Mode (|||0|)", "229 Mode (|||65536|)",
            "229 Mode (|||99999999999|)", "229 Mode (|||)", "229 Mode (||||)", "229 Mode (|||-1|)", "229 Mode 51210",
            "229", "227", "227 Entering Passive Mode", "227 Mode (127,0,0,1,0,0)", "227 Mode (127,0,0,1,256,10)",
            "227 Mode (300,0,0,1,200,10)", "227 Mode (127,0,0,1,200,256)", "227 Mode (127,0,0,1,200)",
            "227 Mode (127,0,0,1,-1,10)", "227 Mode (127,0,0,1,4294967296,10)", "200 (127,0,0,1,200,10)",
            "500 Entering Passive Mode (127,0,0,1,200,10)", "550 (|||51210|)"})
    void whatNamesNoPortIsRefused(String line) {
        assertEquals(OptionalInt.empty(), port(line));
    }

    @Test
    void anyLineMayNameIt() {
        assertEquals(OptionalInt.of(51_210),
                PassiveReply.port(new Reply(227, List.of("227-Mode (127,0,0,1,200,10)", "227 ok"))));
    }

    @Test
    void aLongTextIsReadQuickly() {
        assertEquals(OptionalInt.empty(), port("227 " + "300,".repeat(15_000)));
        assertEquals(OptionalInt.empty(), port("227 " + " ".repeat(60_000)));
        assertEquals(OptionalInt.empty(), port("229 (" + "|".repeat(60_000)));
    }

    private static OptionalInt port(String line) {
        return PassiveReply.port(new Reply(Integer.parseInt(line.substring(0, 3)), List.of(line)));
    }
}
