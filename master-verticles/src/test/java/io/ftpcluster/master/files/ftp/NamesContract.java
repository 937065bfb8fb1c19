package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every server must give, also where names look like options, patterns or the home, or are long. */
abstract class NamesContract extends RemoteFilesContract {

    @Test
    void entersFoldersWhoseNamesMeanSomethingElsewhere() throws Exception {
        for (String name : List.of("[x]*?", "-la", " both ends ", "~x", "a\"b''c", "%20;%", "x".repeat(255))) {
            write("folders/" + name + "/" + name, 3);
            if (gaps().contains(Gap.TRAILING_SPACES) && name.endsWith(" ")) {
                Harness.failure(FailureCode.NOT_FOUND,
                        () -> harness.list(login(), RemotePath.parse("/folders/" + name)));
                continue;
            }
            List<Files.Info> inside = harness.list(login(), RemotePath.parse("/folders/" + name)).entries();
            assertEquals(List.of(name), inside.stream().map(Files.Info::name).toList());
            readsThough("folders/" + name + "/" + name);
        }
        write("a folder/".repeat(60) + "file", 3);
        readsThough("a folder/".repeat(60) + "file");
        java.nio.file.Files.createDirectories(home().resolve("empty folder"));
        share(home());
        assertEquals(new Files.Listing(List.of(), null), harness.list(login(), RemotePath.parse("/empty folder")));
    }

    private void readsThough(String path) throws Exception {
        if (gaps().contains(Gap.LONG_PATHS) && path.length() > 500) {
            Harness.failure(FailureCode.INVALID, () -> harness.open(login(), "/" + path));
        } else {
            assertEquals(3, harness.read(login(), "/" + path).length, path);
        }
    }
}
