package io.ftpcluster.master.files.ftp;

/** What a server can't do, so that the contract expects another answer of it. */
enum Gap {
    /** It doesn't list links that lead nowhere, or doesn't delete them, so their folder stays. */
    BROKEN_LINKS,
    /** It takes links to folders for the folders and deletes neither. */
    FOLDER_LINKS,
    /** It shows links to files as the files, or doesn't write through them. */
    FILE_LINKS,
    /** It cuts spaces off the end of each command, so it can't be told a name that ends with one. */
    TRAILING_SPACES,
    /** It shows them to {@code LIST -a} only, though it has MLSD. */
    HIDDEN_ENTRIES,
    /** It takes no commands of more than about 500 bytes. */
    LONG_PATHS,
    /** It ends each listing after 10,000 lines, of which two may be the folder and its parent. */
    LONG_LISTINGS,
    /** It has no command that sets a file's time. */
    FILE_TIMES
}
