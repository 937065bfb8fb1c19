package io.ftpcluster.master.http.tls;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.CertificateText;
import io.ftpcluster.master.trust.PemIdentity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of HTTPS. When its files have others in them, new connections get those; connections that stand go on, as TLS looks at
 * a certificate only when it begins. Files that don't fit together change nothing, and are tried again. Thread-safe.
 */
public final class PortalCertificate {

    private static final Logger LOG = LoggerFactory.getLogger(PortalCertificate.class);

    private final Vertx vertx;
    private final Config.Tls files;
    private final Map<HttpServer, HttpServerOptions> servers = new ConcurrentHashMap<>();
    private final List<Consumer<List<X509Certificate>>> listeners = new CopyOnWriteArrayList<>();
    private volatile PemIdentity current;
    /** What was wrong with the files when they were looked at last; null: nothing. */
    private String problem;
    private boolean complained;

    private PortalCertificate(Vertx vertx, Config.Tls files, PemIdentity current) {
        this.vertx = vertx;
        this.files = files;
        this.current = current;
    }

    /** Blocks while it reads. Fails INVALID, naming the settings, when the files don't fit. */
    public static PortalCertificate load(Vertx vertx, Config.Tls files) {
        try {
            return new PortalCertificate(vertx, files, PemIdentity.load(vertx, files.certificate(), files.key()));
        } catch (IOException | GeneralSecurityException e) {
            throw Failure.of(FailureCode.INVALID, wrong(files, e)).causedBy(e);
        }
    }

    private static String wrong(Config.Tls files, Exception e) {
        return "FTPCLUSTER_TLS_CERT " + files.certificate() + " and FTPCLUSTER_TLS_KEY " + files.key()
                + " can't be used together: " + (e instanceof IOException io ? FileProblem.text(io) : e.getMessage());
    }

    /** The certificate first. */
    public List<X509Certificate> chain() {
        return current.chain();
    }

    /** Told of the chain now, and of each that replaces it. */
    public void follow(Consumer<List<X509Certificate>> listener) {
        listeners.add(listener);
        listener.accept(chain());
    }

    public void configure(HttpServerOptions options) {
        ServerTls.configure(options, current.options());
    }

    /** From now on it gets what replaces the certificate with which it was configured. */
    public Future<Void> keep(HttpServer server, HttpServerOptions options) {
        servers.put(server, options);
        // The files may have changed since.
        return update(server, options);
    }

    public void release(HttpServer server) {
        servers.remove(server);
    }

    private Future<Void> update(HttpServer server, HttpServerOptions options) {
        return server.updateSSLOptions(ServerTls.with(options, current.options())).mapEmpty();
    }

    /**
     * Reads the files, and uses what they have when that is something else. Blocks while it reads.
     *
     * @param asked whether somebody waits for it: a problem is told at once. Else the second time, as the one file may have been written
     *            and the other not yet
     */
    public synchronized void reload(boolean asked) {
        PemIdentity found;
        try {
            found = PemIdentity.load(vertx, files.certificate(), files.key());
        } catch (IOException | GeneralSecurityException e) {
            complain(wrong(files, e), asked);
            return;
        }
        if (problem != null && complained) {
            LOG.info("The files of the portal's certificate can be used again");
        }
        problem = null;
        complained = false;
        if (found.isSameAs(current)) {
            if (asked) {
                LOG.info("The portal's certificate is the same as before: {}", CertificateText.of(chain().getFirst()));
            }
            return;
        }
        current = found;
        List<Future<Void>> updates = new ArrayList<>();
        servers.forEach((server, options) -> updates.add(update(server, options)));
        Future.join(updates)
                .onSuccess(done -> LOG.info("New connections get another certificate of the portal: {}",
                        CertificateText.of(found.chain().getFirst())))
                .onFailure(e -> LOG.error("The portal's new certificate can't be used; restart the portal", e));
        listeners.forEach(listener -> listener.accept(found.chain()));
    }

    private void complain(String what, boolean asked) {
        boolean again = what.equals(problem);
        if (asked || (again && !complained)) {
            LOG.warn("{}. The portal goes on with the certificate that it has ({}), and looks again.", what,
                    CertificateText.of(chain().getFirst()));
            complained = true;
        } else if (!again) {
            complained = false;
        }
        problem = what;
    }
}
