package io.ftpcluster.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** A folder of many entries, which are all one file: inodes are what takes the time, to make, to own and to delete. */
public final class LargeFolder {

    private LargeFolder() {}

    /** @param name of each entry, from 0 on; the file system must allow as many links */
    public static Path create(Path folder, int entries, IntFunction<String> name) throws IOException {
        Path file = Files.createFile(Files.createDirectories(folder).resolve(name.apply(0)));
        for (int i = 1; i < entries; i++) {
            Files.createLink(folder.resolve(name.apply(i)), file);
        }
        return folder;
    }
}
