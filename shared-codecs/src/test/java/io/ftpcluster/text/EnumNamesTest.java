package io.ftpcluster.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnumNamesTest {

    @Test
    void everyConstantIsFoundByItsName() {
        for (ChronoUnit unit : ChronoUnit.values()) {
            assertEquals(Optional.of(unit), EnumNames.find(ChronoUnit.class, EnumNames.of(unit)));
        }
        assertEquals("half_days", EnumNames.of(ChronoUnit.HALF_DAYS));
    }

    @Test
    void otherNamesAreNobodys() {
        for (String name : new String[]{"", "DAYS", "Days", " days", "day", null}) {
            assertEquals(Optional.empty(), EnumNames.find(ChronoUnit.class, name));
        }
    }
}
