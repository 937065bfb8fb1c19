package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.files.folder.Folder;
import io.ftpcluster.master.http.files.folder.FolderFormat.Viewer;
import io.ftpcluster.master.http.files.folder.FolderFormat;
import io.ftpcluster.master.http.files.folder.FolderJson;
import io.ftpcluster.master.http.files.folder.FolderPage;
import io.ftpcluster.master.http.files.folder.FolderView;
import io.ftpcluster.master.http.files.folder.Order;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.transfer.Client;
import io.ftpcluster.master.http.files.tree.TreeAnswer;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.master.http.security.OwnOrigin;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions.Right;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** All under {@code /ftp/}: the permitted servers as folders, listings, files, and changes of these. */
public final class FilesResource implements Resource {

    static final String ON_A_FOLDER = "DELETE, GET, HEAD, MKCOL, MOVE, POST";
    private static final String ON_A_FILE = "DELETE, GET, HEAD, MOVE, PUT";
    private static final String ON_A_SERVER = "GET, HEAD, POST";

    private final Vertx vertx;
    private final Bus bus;
    private final FolderFormat page;
    private final FolderFormat json = new FolderJson();
    private final Duration clientStall;
    private final OwnOrigin own;

    /**
     * @param common what every page knows
     * @param clientStall how long a client may take nothing before its download is given up
     * @param own what a MOVE may name as its destination's host
     */
    public FilesResource(Vertx vertx, Bus bus, FreeMarkerTemplateEngine engine, Map<String, Object> common,
            Duration clientStall, OwnOrigin own) {
        this.vertx = vertx;
        this.bus = bus;
        this.page = new FolderPage(engine.unwrap(), common);
        this.clientStall = clientStall;
        this.own = own;
    }

    /** The path's shape decides, not the operation: a router that merges doubled slashes may see another one. */
    @Override
    public void bind(Operations operations) {
        operations.on("listServersOfUser", this::handle);
        operations.on("getFile", this::handle);
        operations.on("headFile", this::handle);
        operations.on("putFile", context -> change(context, this::upload));
        operations.on("archiveFolder", this::archive);
        operations.on("deleteFile", context -> change(context, DeleteEntry::new));
        operations.on("makeFolder", context -> change(context, FolderCreation::new));
        operations.on("moveFile", context -> change(context, (client, path) -> new Move(client, path, own)));
    }

    /** What is wrong with a change is told only to those whose folder it is. */
    private void change(RoutingContext context, BiFunction<Client, FtpPath, Change> operation) {
        FtpPath path = path(context);
        Client client = new Client(context);
        Actor actor = Caller.of(context).actor();
        whenPermitted(client, actor, path, () -> {
            if (path.path().isTop()) {
                throw client.notAllowed(ON_A_SERVER, "The server's own folder can only be listed.");
            }
            operation.apply(client, path).start(bus, actor);
        });
    }

    /**
     * Files checks whose folder it is whatever is asked there; this asks only for that, before an answer that is given here.
     *
     * @param answer may throw, which the client is told
     */
    private void whenPermitted(Client client, Actor actor, FtpPath path, Runnable answer) {
        bus.request(Files.CHECK_ACCESS, new Files.CheckAccess(actor, path.username())).map(permitted -> {
            if (!client.isGone()) {
                answer.run();
            }
            return permitted;
        }).onFailure(client::fail);
    }

    private Change upload(Client client, FtpPath path) {
        if (path.folder()) {
            throw client.notAllowed(ON_A_FOLDER,
                    "A path that ends in a slash is a folder's: a file's has none, and " + "MKCOL makes folders.");
        }
        return new PutFile(vertx, client, path, clientStall);
    }

    private void archive(RoutingContext context) {
        FtpPath path = path(context);
        Client client = new Client(context);
        Actor actor = Caller.of(context).actor();
        whenPermitted(client, actor, path, () -> {
            if (!path.folder()) {
                throw client.notAllowed(ON_A_FILE, "Only folders are archived, and a folder's path ends in a slash.");
            }
            new TreeRequest(client, path, clientStall, ArchiveForm.read(context, path)).start(bus, actor);
        });
    }

    private static FtpPath path(RoutingContext context) {
        return FtpPath.parse(context.request().path());
    }

    private void handle(RoutingContext context) {
        FtpPath path = path(context);
        Actor actor = Caller.of(context).actor();
        Client client = new Client(context);
        if (path.lacksSlash()) {
            whenPermitted(client, actor, path, () -> Redirect.toFolder(client, path));
        } else if (path.folder()) {
            whenPermitted(client, actor, path, () -> folder(context, client, path));
        } else {
            new GetFile(vertx, client, path, clientStall).start(bus, actor);
        }
    }

    private void folder(RoutingContext context, Client client, FtpPath path) {
        Optional<TreeAnswer> below = FolderQuery.of(context, vertx, path);
        if (path.alias() == null && below.isPresent()) {
            throw Failure.invalid("path", "must name a server: what is asked goes through one server's folders")
                    .exception();
        }
        if (below.isPresent()) {
            new TreeRequest(client, path, clientStall, below.get()).start(bus, Caller.of(context).actor());
        } else if (path.alias() == null) {
            listServers(context, client, path);
        } else {
            listFolder(context, client, path);
        }
    }

    private void listServers(RoutingContext context, Client client, FtpPath path) {
        bus.request(Files.SERVERS, new Files.ListServers(Caller.of(context).actor(), path.username()))
                .map(found -> found.servers().stream().map(Files.ServerFolder::alias).toList())
                .onSuccess(aliases -> view(context, client, Set.of()).send(path, Folder.ofServers(aliases)))
                .onFailure(client::fail);
    }

    private void listFolder(RoutingContext context, Client client, FtpPath path) {
        bus.request(Files.LIST, new Files.ListFolder(Caller.of(context).actor(), path.location()))
                .onSuccess(folder -> view(context, client, folder.rights()).send(path, folder.entries()))
                .onFailure(client::fail);
    }

    /** Whoever follows links as wget does gets all rows, and no links to the same in another order. */
    private FolderView view(RoutingContext context, Client client, Set<Right> rights) {
        MultiMap query = context.queryParams();
        Viewer viewer = new Viewer(Caller.of(context).principal().user(), rights,
                Negotiation.wantsPage(context) && !query.contains("all"), Order.parse(query.get("sort")));
        return new FolderView(client, Negotiation.wantsJson(context) ? json : page, viewer, clientStall);
    }
}
