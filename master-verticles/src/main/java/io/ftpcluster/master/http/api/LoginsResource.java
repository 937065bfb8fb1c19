package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.PercentCoding;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.StoredLogins.StoredLogin;
import io.ftpcluster.messages.StoredLogins;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code /servers/{id}/logins}: FTP logins that many permissions share, for admins. */
public final class LoginsResource implements Resource {

    private static final String FTP_USERNAME = "ftp_username";
    private static final String USER_PASS = "user_pass";
    private static final String FTP_ACCOUNT = "ftp_account";

    private final Bus bus;
    private final Representations all;
    private final Representations one;

    public LoginsResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.all = new Representations(pages, "logins", context -> list(context).map(LoginsResource::view),
                context -> withServer(context, list(context).map(LoginsResource::view)));
        this.one = new Representations(pages, "login-of-server", context -> find(context).map(Views::login),
                context -> withServer(context, find(context).map(login -> Map.of("login", Views.login(login)))));
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listLogins", all::reply);
        operations.on("listAllLogins",
                context -> Replies.when(context, bus.request(StoredLogins.LIST, new StoredLogins.FindAll(null)),
                        found -> Replies.json(context, 200, view(found.logins()))));
        operations.on("createLogin", context -> create(Submission.of(context)));
        operations.on("getLogin", one::reply);
        operations.on("updateLogin", context -> update(Submission.of(context)));
        operations.on("deleteLogin",
                context -> Replies.when(context, delete(context), done -> Replies.noContent(context)));
        operations.on("changeLoginByForm",
                context -> Submission.of(context).changeOrDelete(this::update, this::deleteByForm));
    }

    private void create(Submission form) {
        form.answer(() -> bus.request(StoredLogins.CREATE, creation(form)),
                new FormPage<>(FlashMessage.LOGIN_ADDED, login -> serverPage(login.serverId()), all::show),
                login -> Replies.created(form.context(), "/servers/" + login.serverId() + "/logins/"
                        + PercentCoding.encode(login.name(), PercentCoding.UNRESERVED), Views.login(login)));
    }

    private void update(Submission form) {
        form.answer(() -> bus.request(StoredLogins.UPDATE, alteration(form)),
                new FormPage<>(FlashMessage.LOGIN_SAVED, login -> serverPage(login.serverId()), one::show),
                login -> Replies.json(form.context(), 200, Views.login(login)));
    }

    private void deleteByForm(Submission form) {
        form.answer(() -> delete(form.context()),
                FormPage.leadingTo(serverPage(form.id()), FlashMessage.LOGIN_DELETED, one::show));
    }

    private Future<Done> delete(RoutingContext context) {
        return bus.request(StoredLogins.DELETE,
                new StoredLogins.Delete(Caller.of(context).actor(), context.pathParam("id"), name(context)));
    }

    private static StoredLogins.Create creation(Submission form) {
        RequestFields fields = form.fields();
        var name = fields.text("name");
        var ftpUsername = fields.text(FTP_USERNAME);
        var password = fields.secret(USER_PASS);
        var account = fields.optionalSecret(FTP_ACCOUNT);
        fields.check();
        return new StoredLogins.Create(form.actor(), form.id(), name, ftpUsername, password, account);
    }

    private static StoredLogins.Update alteration(Submission form) {
        RequestFields fields = form.fields();
        var ftpUsername = fields.newText(FTP_USERNAME);
        var password = fields.newSecret(USER_PASS);
        var account = fields.newSecretOrNone(FTP_ACCOUNT);
        fields.check();
        return new StoredLogins.Update(form.actor(), form.id(), name(form.context()), ftpUsername, password, account);
    }

    private Future<List<StoredLogin>> list(RoutingContext context) {
        return bus.request(StoredLogins.LIST, new StoredLogins.FindAll(context.pathParam("id")))
                .map(StoredLogins.StoredLoginList::logins);
    }

    private static Map<String, Object> view(List<StoredLogin> logins) {
        return Map.of("logins", Views.list(logins, Views::login));
    }

    private Future<StoredLogin> find(RoutingContext context) {
        return bus.request(StoredLogins.FIND, new StoredLogins.Find(context.pathParam("id"), name(context)));
    }

    private Future<Map<String, Object>> withServer(RoutingContext context, Future<Map<String, Object>> model) {
        var server = bus.request(Servers.FIND, new Servers.Find(context.pathParam("id")));
        return Future.all(server, model).map(found -> {
            Map<String, Object> all = new HashMap<>(model.result());
            all.put("server", Views.server(server.result()));
            return all;
        });
    }

    private static String name(RoutingContext context) {
        return context.pathParam("name");
    }

    private static String serverPage(String server) {
        return "/servers/" + server + "#logins";
    }
}
