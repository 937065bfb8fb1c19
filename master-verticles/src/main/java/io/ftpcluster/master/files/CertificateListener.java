package io.ftpcluster.master.files;

import io.ftpcluster.messages.Servers;
import java.security.cert.X509Certificate;

/** Told of each certificate that a server shows, whether it was taken or not. Called by any thread, and doesn't wait. */
@FunctionalInterface
public interface CertificateListener {

    CertificateListener NOBODY = (server, leaf) -> {};

    void shown(Servers.Server server, X509Certificate leaf);
}
