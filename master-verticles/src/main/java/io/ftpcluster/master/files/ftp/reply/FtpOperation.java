package io.ftpcluster.master.files.ftp.reply;

/** What was being done when something failed, as a failure's text says it. */
public enum FtpOperation {
    CONNECT("connecting"),
    TLS("the TLS handshake"),
    LOGIN("the login"),
    OPEN("opening"),
    LIST("listing"),
    TRANSFER("the transfer"),
    UPLOAD("the upload"),
    REMOVE("deleting"),
    MAKE_FOLDER("making the folder"),
    RENAME("renaming"),
    SET_MODIFIED("setting the time");

    private final String words;

    FtpOperation(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
