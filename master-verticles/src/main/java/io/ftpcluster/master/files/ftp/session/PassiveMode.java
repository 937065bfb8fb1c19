package io.ftpcluster.master.files.ftp.session;

/** The commands that ask a server for the port of a passive data connection (RFC 2428 and RFC 959). */
public enum PassiveMode {
    EPSV,
    PASV
}
