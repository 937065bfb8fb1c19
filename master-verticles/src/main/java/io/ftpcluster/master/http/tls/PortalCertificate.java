package io.ftpcluster.master.http.tls;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
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
 * The certificate of HTTPS. When its source has another one, new connections get that; connections that stand go on, as TLS looks at
 * a certificate only when it begins. What doesn't fit together changes nothing, and is tried again. Thread-safe.
 */
public final class PortalCertificate {

    private static final Logger LOG = LoggerFactory.getLogger(PortalCertificate.class);

    private final Vertx vertx;
    private final CertificateSource source;
    private final Map<HttpServer, HttpServerOptions> servers = new ConcurrentHashMap<>();
    private final List<Consumer<List<X509Certificate>>> listeners = new CopyOnWriteArrayList<>();
    private volatile PemIdentity current;
    /** Ends with the last one that was begun; guarded by the servers. */
    private Future<Void> updates = Future.succeededFuture();
    /** What was wrong with the source when they were looked at last; null: nothing. */
    private String problem;
    private boolean complained;

    private PortalCertificate(Vertx vertx, CertificateSource source, PemIdentity current) {
        this.vertx = vertx;
        this.source = source;
        this.current = current;
    }

    /** Blocks while it reads. Fails INVALID, naming the settings, when the files don't fit. */
    public static PortalCertificate load(Vertx vertx, Config.Tls files) {
        return load(vertx, new CertificateFiles(files));
    }

    /** Likewise. */
    public static PortalCertificate load(Vertx vertx, CertificateSource source) {
        try {
            return new PortalCertificate(vertx, source, source.read(vertx));
        } catch (IOException | GeneralSecurityException e) {
            throw Failure.of(FailureCode.INVALID, source.wrong(e)).causedBy(e);
        }
    }

    public CertificateSource source() {
        return source;
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

    /** One after the other: where two come at once to servers that share a port, Vert.x 5.0 calls itself until the stack is full. */
    private Future<Void> update(HttpServer server, HttpServerOptions options) {
        synchronized (servers) {
            updates = updates.transform(
                    before -> server.updateSSLOptions(ServerTls.with(options, current.options())).mapEmpty());
            return updates;
        }
    }

    /**
     * Reads the source, and uses what it has when that is something else. Blocks while it reads.
     *
     * @param asked whether somebody waits for it: a problem is told at once. Else the second time, as the one file may have been written
     *            and the other not yet
     */
    public synchronized void reload(boolean asked) {
        PemIdentity found;
        try {
            found = source.read(vertx);
        } catch (IOException | GeneralSecurityException e) {
            complain(source.wrong(e), asked);
            return;
        }
        if (problem != null && complained) {
            LOG.info("What the portal's certificate is read from can be used again");
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
        List<Future<Void>> begun = new ArrayList<>();
        servers.forEach((server, options) -> begun.add(update(server, options)));
        Future.join(begun)
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
