package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.QueryFields;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Accounts.LeftFiles;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.StoredLogins;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** {@code /permissions}: who may use which server, for admins. */
public final class PermissionsResource implements Resource {

    private static final String LIST_PAGE = "/permissions";
    private static final String RIGHTS = "rights";
    private static final String FTP_USERNAME = "ftp_username";
    private static final String USER_PASS = "user_pass";
    private static final String QUOTA = "quota_bytes";
    private static final String FTP_ACCOUNT = "ftp_account";
    private static final String LOGIN = "login";
    private static final String FILES = "files";

    private final Bus bus;
    private final Representations all;
    private final Representations one;
    private final Representations matrix;

    public PermissionsResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.all = new Representations(pages, "permissions", context -> findAll(), this::findChoices);
        this.one = new Representations(pages, "permission", context -> find(context).map(Views::permission),
                context -> find(context).compose(this::model));
        this.matrix = new Representations(pages, "permission-matrix", new PermissionMatrix(bus)::find);
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listPermissions", all::reply);
        operations.on("getPermissionMatrix", matrix::reply);
        operations.on("createPermission", context -> create(Submission.of(context)));
        operations.on("getPermission", one::reply);
        operations.on("updatePermission", context -> update(Submission.of(context)));
        operations.on("deletePermission",
                context -> Replies.when(context,
                        Submission.attempt(() -> delete(context, QueryFields.choice(context, FILES, LeftFiles.class))),
                        done -> Replies.noContent(context)));
        operations.on("changePermissionByForm", context -> changeByForm(Submission.of(context)));
    }

    private void create(Submission form) {
        form.answer(() -> bus.request(Permissions.CREATE, creation(form)),
                FormPage.leadingTo(LIST_PAGE, FlashMessage.PERMISSION_GRANTED, all::show), permission -> Replies
                        .created(form.context(), "/permissions/" + permission.id(), Views.permission(permission)));
    }

    private void update(Submission form) {
        form.answer(
                () -> bus.request(Permissions.UPDATE, alteration(form)), new FormPage<>(FlashMessage.PERMISSION_SAVED,
                        permission -> LIST_PAGE + "/" + permission.id(), one::show),
                permission -> Replies.json(form.context(), 200, Views.permission(permission)));
    }

    private void changeByForm(Submission form) {
        LeftFiles files = form.fields().newChoice(FILES, LeftFiles.class);
        form.changeOrDelete(this::update, checked -> checked.answer(() -> delete(form.context(), files),
                FormPage.leadingTo(LIST_PAGE, FlashMessage.PERMISSION_REMOVED, all::show)));
    }

    private static Permissions.Create creation(Submission form) {
        RequestFields fields = form.fields();
        var user = fields.text("user_id");
        var server = fields.text("server_id");
        var ftpUsername = fields.optionalText(FTP_USERNAME);
        var password = fields.optionalSecret(USER_PASS);
        var rights = fields.optionalChoices(RIGHTS, Right.class);
        var root = fields.optionalText("root");
        var account = fields.optionalSecret(FTP_ACCOUNT);
        var login = fields.optionalText(LOGIN);
        if (password != null && ftpUsername == null) {
            fields.error(FTP_USERNAME, "is required with a password");
        }
        var quota = fields.optionalWhole(QUOTA);
        if (quota != null && (password != null || login != null)) {
            fields.error(QUOTA, "is for an account that the portal makes: give no password and no stored login");
        }
        requireRights(fields, rights);
        fields.check();
        return new Permissions.Create(form.actor(), user, server, ftpUsername, password, rights, root, account, login,
                quota);
    }

    private static Permissions.Update alteration(Submission form) {
        RequestFields fields = form.fields();
        var ftpUsername = fields.newText(FTP_USERNAME);
        var password = fields.newSecret(USER_PASS);
        var account = fields.newSecretOrNone(FTP_ACCOUNT);
        var login = fields.newText(LOGIN);
        var rights = fields.newChoices(RIGHTS, Right.class);
        var root = fields.newTextOrNone("root");
        var files = fields.newChoice(FILES, LeftFiles.class);
        var quota = fields.newWholeOrNone(QUOTA, 0);
        requireRights(fields, rights);
        fields.check();
        return new Permissions.Update(form.actor(), form.id(), rights, root, ftpUsername, password, account, login,
                files, quota);
    }

    /** A browser sends nothing for boxes that are all unchecked, which must mean neither all rights nor those of before. */
    private static void requireRights(RequestFields fields, Set<Right> rights) {
        if (fields.fromPage() && rights == null) {
            fields.error(RIGHTS, "must be at least one");
        }
    }

    /** With the users and servers that the page's form chooses from. */
    private Future<Map<String, Object>> findChoices(RoutingContext context) {
        var permissions = findAll();
        var users = bus.request(Users.LIST, new Users.FindAll());
        var servers = bus.request(Servers.LIST, new Servers.FindAll());
        var logins = bus.request(StoredLogins.LIST, new StoredLogins.FindAll(null));
        return Future.all(permissions, users, servers, logins).map(found -> {
            Map<String, Object> model = new HashMap<>(permissions.result());
            model.put("users", Views.list(users.result().users(), Views::user));
            model.put("servers", Views.list(servers.result().servers(), Views::server));
            model.put("logins", Views.list(logins.result().logins(), Views::login));
            model.put("chosen", chosen(context));
            return model;
        });
    }

    /** Whom and what the address names, for the form. */
    private static Map<String, Object> chosen(RoutingContext context) {
        Map<String, Object> chosen = new HashMap<>();
        for (String name : List.of("user_id", "server_id")) {
            chosen.put(name, Objects.requireNonNullElse(context.queryParams().get(name), ""));
        }
        return chosen;
    }

    private Future<Permissions.Permission> find(RoutingContext context) {
        return bus.request(Permissions.FIND, new Permissions.Find(context.pathParam("id")));
    }

    /** With the stored logins that the page's form chooses from. */
    private Future<Map<String, Object>> model(Permissions.Permission permission) {
        return bus.request(StoredLogins.LIST, new StoredLogins.FindAll(permission.serverId()))
                .map(found -> Map.of("permission", Views.permission(permission), "logins",
                        Views.list(found.logins(), Views::login)));
    }

    private Future<Map<String, Object>> findAll() {
        return bus.request(Permissions.LIST, new Permissions.FindAll(null, null))
                .map(found -> Map.of("permissions", Views.list(found.permissions(), Views::permission)));
    }

    private Future<Done> delete(RoutingContext context, LeftFiles files) {
        return bus.request(Permissions.DELETE,
                new Permissions.Delete(Caller.of(context).actor(), context.pathParam("id"), files));
    }
}
