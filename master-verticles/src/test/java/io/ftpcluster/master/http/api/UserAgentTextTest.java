package io.ftpcluster.master.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", value = {
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0|Firefox on Linux",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36|Chrome on Windows",
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0|Edge on Windows",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1|Safari on iPhone",
            "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0.0.0 Mobile Safari/537.36|Chrome on Android",
            "curl/8.14.1|curl 8.14.1", "rclone/v1.60.1-DEV|rclone", "ftpcluster/0.1.0|ftpcluster 0.1.0",
            "<img onerror=alert(1)>|Unknown program", "Mozilla/5.0|Unknown program", "''|Unknown program",
            "null|Unknown program"})
    void saysWhatPeopleCallIt(String header, String text) {
        assertEquals(text, UserAgentText.of(header));
    }
}
