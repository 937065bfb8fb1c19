package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.Caller;
import io.ftpcluster.master.http.Negotiation;
import io.ftpcluster.master.http.Operations;
import io.ftpcluster.master.http.Resource;
import io.ftpcluster.master.http.files.FolderFormat.Viewer;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Permissions.Permission;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.time.Duration;

/** GET and HEAD under {@code /ftp/}: the permitted servers as folders, listings, files. */
public final class FilesResource implements Resource {

    /** The slowest useful client empties the kernel's send buffer (some MB) in this time. */

    private final Vertx vertx;
    private final Bus bus;
    private final FolderFormat page;
    private final FolderFormat json = new FolderJson();
    private final Duration clientStall;

    /** @param clientStall how long a client may take nothing before its download is given up */
    public FilesResource(Vertx vertx, Bus bus, FreeMarkerTemplateEngine engine, String nodeName, Duration clientStall) {
        this.vertx = vertx;
        this.bus = bus;
        this.page = new FolderPage(engine.unwrap(), nodeName);
        this.clientStall = clientStall;
    }

    /** The path's shape decides, not the operation: a router that merges doubled slashes may see another one. */
    @Override
    public void bind(Operations operations) {
        operations.on("listServersOfUser", this::handle);
        operations.on("getFile", this::handle);
        operations.on("headFile", this::handle);
    }

    private void handle(RoutingContext context) {
        FtpPath path = FtpPath.parse(context.request().path());
        Caller caller = Caller.of(context);
        if (!caller.maySee(path.username())) {
            // The same for folders that don't exist: nobody learns who has an account.
            throw Failure.forbidden("This folder belongs to somebody else.").exception();
        }
        Client client = new Client(context);
        if (path.lacksSlash()) {
            Redirect.toFolder(client, path);
        } else if (path.alias() == null) {
            listServers(context, client, path);
        } else if (path.folder()) {
            listFolder(context, client, path);
        } else {
            new Download(vertx, client, path, clientStall).start(bus, caller.actor());
        }
    }

    private void listServers(RoutingContext context, Client client, FtpPath path) {
        FolderView view = view(context, client);
        bus.request(Permissions.LIST, new Permissions.FindAll(path.username(), null))
                .map(found -> found.permissions().stream().map(Permission::alias).toList())
                .onSuccess(aliases -> view.send(Folder.ofServers(path, aliases)))
                .onFailure(client::fail);
    }

    private void listFolder(RoutingContext context, Client client, FtpPath path) {
        FolderView view = view(context, client);
        Files.Location location = new Files.Location(path.username(), path.alias(), path.path());
        bus.request(Files.LIST, new Files.ListFolder(Caller.of(context).actor(), location))
                .onSuccess(listing -> view.send(Folder.of(path, listing)))
                .onFailure(client::fail);
    }

    private FolderView view(RoutingContext context, Client client) {
        Caller caller = Caller.of(context);
        Viewer viewer = new Viewer(caller.principal().user().username(), caller.principal().isAdmin());
        return new FolderView(client, Negotiation.wantsJson(context) ? json : page, viewer, clientStall);
    }
}
