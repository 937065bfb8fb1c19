package io.ftpcluster.env;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** What the file system refused, for people: the JDK says it with names of classes, or with nothing but the file's name. */
public final class FileProblem {

    private FileProblem() {}

    /** The end of a sentence such as "The key file /x can't be read: ...". */
    public static String text(IOException e) {
        String where = e instanceof FileSystemException known && known.getFile() != null
                ? " (" + known.getFile() + ")"
                : "";
        return what(e) + where;
    }

    private static String what(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied for the user " + user();
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something else is there already";
        }
        if (e instanceof NotDirectoryException) {
            return "it is no folder";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "the folder isn't empty";
        }
        if (e instanceof FileSystemLoopException) {
            return "its symbolic links lead in a circle";
        }
        String reason = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
        return reason == null || reason.isEmpty() ? "the system gives no reason" : lower(reason);
    }

    /** Who runs this, as the system knows them. */
    public static String user() {
        String name = System.getProperty("user.name");
        return name == null || name.equals("?") ? "that runs this" : name;
    }

    private static String lower(String reason) {
        return reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
    }
}
