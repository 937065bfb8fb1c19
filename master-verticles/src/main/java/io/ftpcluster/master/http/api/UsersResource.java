package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Users;
import io.ftpcluster.messages.Users.User;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code /users}: the portal's accounts, for admins. */
public final class UsersResource implements Resource {

    private static final String LIST_PAGE = "/users";

    private final Bus bus;
    private final Pages pages;

    public UsersResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.pages = pages;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listUsers", this::list);
        operations.on("createUser", this::create);
        operations.on("getUser", this::get);
        operations.on("updateUser", context -> update(context, RequestFields.of(context)));
        operations.on("deleteUser",
                context -> Replies.when(context, delete(context), done -> Replies.noContent(context)));
        operations.on("changeUserByForm", this::change);
    }

    private void list(RoutingContext context) {
        if (Negotiation.wantsPage(context)) {
            showList(context, 200, new HashMap<>());
            return;
        }
        Replies.when(context, findAll(), users -> Replies.json(context, 200, Map.of("users", users)));
    }

    private void get(RoutingContext context) {
        Replies.when(context, find(context), user -> {
            if (Negotiation.wantsPage(context)) {
                pages.show(context, 200, "user", Map.of("user", Views.user(user)));
            } else {
                Replies.json(context, 200, Views.user(user));
            }
        });
    }

    private void create(RoutingContext context) {
        RequestFields fields = RequestFields.of(context);
        Future<User> created = FormResult.attempt(() -> bus.request(Users.CREATE, creation(context, fields)));
        if (fields.fromPage()) {
            FormResult.finish(context, created, FlashMessage.USER_ADDED, user -> LIST_PAGE, outcome -> {
                Map<String, Object> model = new HashMap<>();
                model.put("form", fields.typed("username", "role"));
                outcome.putInto(model);
                showList(context, outcome.status(), model);
            });
        } else {
            Replies.when(context, created, user -> Replies.created(context, "/users/" + user.id(), Views.user(user)));
        }
    }

    private void change(RoutingContext context) {
        RequestFields fields = RequestFields.of(context);
        switch (FormMethod.of(fields)) {
            case PATCH -> update(context, fields);
            case DELETE -> deleteByForm(context, fields);
        }
    }

    private void update(RoutingContext context, RequestFields fields) {
        Future<User> updated = FormResult.attempt(() -> bus.request(Users.UPDATE, alteration(context, fields)));
        if (fields.fromPage()) {
            FormResult.finish(context, updated, FlashMessage.USER_SAVED, user -> LIST_PAGE,
                    outcome -> showAgain(context, outcome));
        } else {
            Replies.when(context, updated, user -> Replies.json(context, 200, Views.user(user)));
        }
    }

    private void deleteByForm(RoutingContext context, RequestFields fields) {
        fields.check();
        if (fields.fromPage()) {
            FormResult.finish(context, delete(context), FlashMessage.USER_DELETED, done -> LIST_PAGE,
                    outcome -> showAgain(context, outcome));
        } else {
            Replies.when(context, delete(context), done -> Replies.noContent(context));
        }
    }

    private void showAgain(RoutingContext context, FormResult outcome) {
        Replies.when(context, find(context), user -> {
            Map<String, Object> model = new HashMap<>();
            model.put("user", Views.user(user));
            outcome.putInto(model);
            pages.show(context, outcome.status(), "user", model);
        });
    }

    private void showList(RoutingContext context, int status, Map<String, Object> model) {
        Replies.when(context, findAll(), users -> {
            model.put("users", users);
            pages.show(context, status, "users", model);
        });
    }

    private Users.Create creation(RoutingContext context, RequestFields fields) {
        var username = fields.text("username");
        var password = fields.secret("password");
        var role = fields.newChoice("role", Users.Role.class);
        fields.check();
        return new Users.Create(Caller.of(context).actor(), username, password,
                Objects.requireNonNullElse(role, Users.Role.USER));
    }

    private Users.Update alteration(RoutingContext context, RequestFields fields) {
        var password = fields.newSecret("password");
        var role = fields.newChoice("role", Users.Role.class);
        fields.check();
        return new Users.Update(Caller.of(context).actor(), context.pathParam("id"), password, role);
    }

    private Future<List<Map<String, Object>>> findAll() {
        return bus.request(Users.LIST, new Users.FindAll()).map(found -> Views.list(found.users(), Views::user));
    }

    private Future<User> find(RoutingContext context) {
        return bus.request(Users.FIND, new Users.Find(context.pathParam("id")));
    }

    private Future<Done> delete(RoutingContext context) {
        return bus.request(Users.DELETE, new Users.Delete(Caller.of(context).actor(), context.pathParam("id")));
    }
}
