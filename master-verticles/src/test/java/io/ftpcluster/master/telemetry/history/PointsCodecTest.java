package io.ftpcluster.master.telemetry.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.messages.Telemetry.Resolution;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PointsCodecTest {

    private final PointsCodec codec = new PointsCodec();
    private final Random random = new Random(7);

    @AfterEach
    void close() {
        codec.close();
    }

    private Points hour() {
        Points points = new Points(60);
        for (int point = 0; point < 60; point++) {
            float[] values = {40 + random.nextFloat(), random.nextFloat() * 30, 71.5f, 40.25f + point / 100f,
                    random.nextFloat(), random.nextFloat() * 1e6f, random.nextFloat() * 1e7f, random.nextInt(20),
                    3 + random.nextFloat(), random.nextFloat() * 90};
            for (int metric = 0; metric < values.length; metric++) {
                points.set(point, metric, values[metric], metric == 2 ? values[metric] : values[metric] * 1.5f);
            }
        }
        return points;
    }

    @Test
    void pointsMayComeInAnyOrder() {
        Points points = new Points(60);
        points.set(40, 0, 4, 4);
        points.set(59, 1, 5, 7);
        points.set(3, 0, 1, 2);
        Points read = codec.decode(codec.encode(points), Resolution.MINUTES);

        assertEquals(60, points.size());
        assertEquals(60, points.copy().size());
        for (Points each : List.of(points, points.copy(), read)) {
            assertEquals(4, each.mean(40, 0));
            assertEquals(4, each.highest(40, 0));
            assertEquals(5, each.mean(59, 1));
            assertEquals(7, each.highest(59, 1));
            assertEquals(1, each.mean(3, 0));
            assertEquals(2, each.highest(3, 0));
            assertEquals(Float.NaN, each.mean(2, 0));
            assertEquals(Float.NaN, each.highest(41, 0));
        }
        assertThrows(IllegalArgumentException.class, () -> points.set(60, 0, 1, 1));
    }

    @Test
    void whatIsPackedComesBackWithinTheRounding() {
        Points points = hour();
        Points back = codec.decode(codec.encode(points), Resolution.MINUTES);
        assertEquals(60, back.size());
        for (int point = 0; point < 60; point++) {
            for (int metric = 0; metric < Points.METRICS; metric++) {
                float mean = points.mean(point, metric);
                assertEquals(mean, back.mean(point, metric), mean * 0.00025f);
                assertEquals(points.highest(point, metric), back.highest(point, metric), mean * 0.0004f);
            }
        }
    }

    /** A chunk that the version before inodes has written. */
    private static final String FORMER = "AQAGY2AY4qCh4QADg4JAQQMDwwIOiQIGhg8cP0AiLDwvGBg8WGQmMDAUsPDsYGDoYZILYHCAaB"
            + "IoEIAbwPGDBc5mkUGwmeSYgMYw2NfbMzA4MjDYIUhmWwYGJwYGbKQ9Fhcy43M+AA";

    private static Points ofTheFormerVersion() {
        Points points = new Points(60);
        for (int point = 0; point < 3; point++) {
            for (int metric = 0; metric < 8; metric++) {
                points.set(point, metric, 10 * metric + point, 10 * metric + point + metric % 2);
            }
        }
        points.set(5, 7, 4, 5);
        return points;
    }

    @Test
    void whatAFormerVersionStoredIsRead() {
        Points read = codec.decode(FORMER, Resolution.MINUTES);
        assertEquals(6, read.size());
        assertEquals(72, read.mean(2, 7));
        assertEquals(73, read.highest(2, 7));
        assertEquals(5, read.highest(5, 7));
        assertTrue(Float.isNaN(read.mean(4, 7)) && Float.isNaN(read.mean(2, 8)) && Float.isNaN(read.highest(2, 9)));
        assertEquals(FORMER, codec.encode(read), "what has nothing new is written as before");
    }

    /** It inflates as much as its own metrics take, and no more. */
    @Test
    void aNodeOfAFormerVersionFindsItsOwnPartFirst() throws DataFormatException {
        Points points = ofTheFormerVersion();
        points.set(1, 8, 97, 98);
        points.set(6, 9, 100, 100);
        Points fewer = ofTheFormerVersion();
        fewer.set(6, 0, 1, 1);
        points.set(6, 0, 1, 1);
        String text = codec.encode(points);
        assertArrayEquals(inflated(codec.encode(fewer), 7 * 64), inflated(text, 7 * 64));

        Points read = codec.decode(text, Resolution.MINUTES);
        assertEquals(97, read.mean(1, 8));
        assertEquals(98, read.highest(1, 8));
        assertEquals(100, read.mean(6, 9));
        assertEquals(72, read.mean(2, 7));
        assertTrue(Float.isNaN(read.mean(1, 9)));
    }

    private static byte[] inflated(String text, int bytes) throws DataFormatException {
        byte[] given = Base64.getDecoder().decode(text);
        byte[] plain = new byte[3 + bytes];
        System.arraycopy(given, 0, plain, 0, 3);
        Inflater inflater = new Inflater(true);
        inflater.setInput(given, 3, given.length - 3);
        assertEquals(bytes, inflater.inflate(plain, 3, bytes));
        inflater.end();
        return plain;
    }

    @Test
    void countsAreExactUpToFourThousand() {
        Points points = new Points(60);
        points.set(3, 7, 4095, 4096);
        Points back = codec.decode(codec.encode(points), Resolution.MINUTES);
        assertEquals(4095f, back.mean(3, 7));
        assertEquals(4096f, back.highest(3, 7));
        assertTrue(Float.isNaN(back.mean(2, 7)) && Float.isNaN(back.mean(3, 6)) && Float.isNaN(back.mean(4, 7)));
        assertEquals(4, back.size());
    }

    @Test
    void noPointsAtAllAreKeptToo() {
        assertEquals(0, codec.decode(codec.encode(new Points(60)), Resolution.SECONDS).size());
    }

    /** 60 points are 4,800 bytes as floats; the worst ones, of noise in every value, must not get larger than that. */
    @Test
    void packingPays() {
        int length = codec.encode(hour()).length();
        assertTrue(length < 3300, "an hour of noise takes " + length);
    }

    @Test
    void refusesWhatItDidNotWrite() {
        String text = codec.encode(hour());
        for (String wrong : new String[]{"", "AAAA", "!", text.substring(0, text.length() / 8 * 4), "Bg" + text}) {
            assertThrows(IllegalArgumentException.class, () -> codec.decode(wrong, Resolution.MINUTES), wrong);
        }
    }
}
