package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code /permissions}: who may use which server, for admins. */
public final class PermissionsResource implements Resource {

    private static final String LIST_PAGE = "/permissions";
    private static final String RIGHTS = "rights";

    private final Bus bus;
    private final Pages pages;

    public PermissionsResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.pages = pages;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listPermissions", this::list);
        operations.on("createPermission", this::create);
        operations.on("getPermission",
                context -> Replies.when(context,
                        bus.request(Permissions.FIND, new Permissions.Find(context.pathParam("id"))),
                        found -> Replies.json(context, 200, Views.permission(found))));
        operations.on("deletePermission",
                context -> Replies.when(context, delete(context), done -> Replies.noContent(context)));
        operations.on("changePermissionByForm", this::deleteByForm);
    }

    private void list(RoutingContext context) {
        if (Negotiation.wantsPage(context)) {
            showList(context, 200, new HashMap<>());
            return;
        }
        Replies.when(context, findAll(), all -> Replies.json(context, 200, Map.of("permissions", all)));
    }

    private void create(RoutingContext context) {
        RequestFields fields = RequestFields.of(context);
        Future<Permission> created = FormResult
                .attempt(() -> bus.request(Permissions.CREATE, creation(context, fields)));
        if (fields.fromPage()) {
            FormResult.finish(context, created, FlashMessage.PERMISSION_GRANTED, permission -> LIST_PAGE, outcome -> {
                Map<String, Object> form = fields.typed("user_id", "server_id", "ftp_username", "root");
                form.put(RIGHTS, fields.typedList(RIGHTS));
                Map<String, Object> model = new HashMap<>();
                model.put("form", form);
                outcome.putInto(model);
                showList(context, outcome.status(), model);
            });
        } else {
            Replies.when(context, created, permission -> Replies.created(context, "/permissions/" + permission.id(),
                    Views.permission(permission)));
        }
    }

    private void deleteByForm(RoutingContext context) {
        RequestFields fields = RequestFields.of(context);
        if (FormMethod.of(fields) != FormMethod.DELETE) {
            fields.error("_method", "must be delete");
        }
        fields.check();
        if (fields.fromPage()) {
            FormResult.finish(context, delete(context), FlashMessage.PERMISSION_REMOVED, done -> LIST_PAGE, outcome -> {
                Map<String, Object> model = new HashMap<>();
                outcome.putInto(model);
                showList(context, outcome.status(), model);
            });
        } else {
            Replies.when(context, delete(context), done -> Replies.noContent(context));
        }
    }

    private static Permissions.Create creation(RoutingContext context, RequestFields fields) {
        var user = fields.text("user_id");
        var server = fields.text("server_id");
        var ftpUsername = fields.text("ftp_username");
        var password = fields.secret("user_pass");
        var rights = fields.optionalChoices(RIGHTS, Right.class);
        var root = fields.optionalText("root");
        var account = fields.optionalText("ftp_account");
        if (fields.fromPage() && rights == null) {
            // A browser sends nothing for boxes that are all unchecked, which must not mean all rights.
            fields.error(RIGHTS, "must be at least one");
        }
        fields.check();
        return new Permissions.Create(Caller.of(context).actor(), user, server, ftpUsername, password, rights, root,
                account == null ? null : new Secret(account));
    }

    private void showList(RoutingContext context, int status, Map<String, Object> model) {
        var permissions = findAll();
        var users = bus.request(Users.LIST, new Users.FindAll());
        var servers = bus.request(Servers.LIST, new Servers.FindAll());
        Replies.when(context, Future.all(permissions, users, servers), all -> {
            model.put("permissions", permissions.result());
            model.put("users", Views.list(users.result().users(), Views::user));
            model.put("servers", Views.list(servers.result().servers(), Views::server));
            pages.show(context, status, "permissions", model);
        });
    }

    private Future<List<Map<String, Object>>> findAll() {
        return bus.request(Permissions.LIST, new Permissions.FindAll(null, null))
                .map(found -> Views.list(found.permissions(), Views::permission));
    }

    private Future<Done> delete(RoutingContext context) {
        return bus.request(Permissions.DELETE,
                new Permissions.Delete(Caller.of(context).actor(), context.pathParam("id")));
    }
}
