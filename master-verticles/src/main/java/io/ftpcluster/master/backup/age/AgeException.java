package io.ftpcluster.master.backup.age;

import java.io.IOException;

/** What is wrong with an encrypted file, or with the passphrase; the end of a sentence for people. */
public final class AgeException extends IOException {

    private static final long serialVersionUID = 1L;

    AgeException(String what) {
        super(what);
    }
}
