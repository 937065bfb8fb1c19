package io.ftpcluster.faults;

import io.ftpcluster.testing.FaultyHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Deletes one folder with all in it after the other, until that was under way when the fault came. */
final class Deletion extends Operation {

    private static final int FOLDERS = 3;
    private static final int FILES = 40;
    private static final String CONTENT = "to be deleted";

    private final PortalLogin login;
    private final FaultyHost on;
    private final String name;
    private Path tree;
    private int trees;

    Deletion(PortalLogin login, FaultyHost on, long number) throws IOException {
        this.login = login;
        this.on = on;
        this.name = "tree-" + number;
        Files.writeString(kept(on), CONTENT);
    }

    /** Begins with the same letters, as a mistake in a pattern would need. */
    private Path kept(FaultyHost host) {
        return host.home().resolve(name + "-kept");
    }

    @Override
    String kind() {
        return "deletion";
    }

    @Override
    int perform() throws IOException {
        while (true) {
            tree = plant();
            try (HttpExchange http = open(login, "DELETE", login.path(on, tree.getFileName() + "/"),
                    "Depth: infinity")) {
                int status = http.status();
                if (isStruck() || status != 204) {
                    return status;
                }
            }
            reachMiddle();
        }
    }

    private Path plant() throws IOException {
        Path top = mayBeEmptied(on.home().resolve(name + "-" + trees++));
        for (int i = 0; i < FOLDERS; i++) {
            Path folder = mayBeEmptied(top.resolve("folder-" + i));
            for (int j = 0; j < FILES; j++) {
                Files.writeString(folder.resolve("file-" + j), CONTENT);
            }
        }
        return top;
    }

    private static Path mayBeEmptied(Path folder) throws IOException {
        return Files.setPosixFilePermissions(Files.createDirectory(folder),
                PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Override
    List<String> broken(FaultyHost host) throws IOException {
        List<String> wrong = new ArrayList<>();
        if (isDone() && Files.exists(tree)) {
            wrong.add("a folder is still there after a deletion that was answered " + seen());
        }
        if (!Files.exists(kept(host)) || !Files.readString(kept(host)).equals(CONTENT)) {
            wrong.add("a deletion reached what it was not told to");
        }
        Files.deleteIfExists(kept(host));
        try (Stream<Path> left = Files.exists(tree) ? Files.walk(tree) : Stream.empty()) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isRegularFile(path) && !Files.readString(path).equals(CONTENT)) {
                    wrong.add("a file that was not deleted is changed");
                }
                Files.deleteIfExists(path);
            }
        }
        return wrong;
    }
}
