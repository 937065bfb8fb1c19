package io.ftpcluster.master.http.tls;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.PemIdentity;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** The two files of the settings. */
record CertificateFiles(Config.Tls files) implements CertificateSource {

    @Override
    public PemIdentity read(Vertx vertx) throws IOException, GeneralSecurityException {
        return PemIdentity.load(vertx, files.certificate(), files.key());
    }

    @Override
    public String wrong(Exception e) {
        return "FTPCLUSTER_TLS_CERT " + files.certificate() + " and FTPCLUSTER_TLS_KEY " + files.key()
                + " can't be used together: " + (e instanceof IOException io ? FileProblem.text(io) : e.getMessage());
    }
}
