package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;

/** {@code /users}: the portal's accounts, for admins. */
public final class UsersResource implements Resource {

    private static final String LIST_PAGE = "/users";

    private final Bus bus;
    private final Representations all;
    private final Representations one;

    public UsersResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.all = new Representations(pages, "users", context -> findAll());
        this.one = new Representations(pages, "user", context -> find(context).map(Views::user),
                new UserPage(bus)::model);
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listUsers", all::reply);
        operations.on("createUser", context -> create(Submission.of(context)));
        operations.on("getUser", one::reply);
        operations.on("updateUser", context -> update(Submission.of(context)));
        operations.on("deleteUser",
                context -> Replies.when(context, delete(context), done -> Replies.noContent(context)));
        operations.on("changeUserByForm",
                context -> Submission.of(context).changeOrDelete(this::update, this::deleteByForm));
    }

    private void create(Submission form) {
        form.answer(() -> bus.request(Users.CREATE, creation(form)),
                FormPage.leadingTo(LIST_PAGE, FlashMessage.USER_ADDED, all::show),
                user -> Replies.created(form.context(), "/users/" + user.id(), Views.user(user)));
    }

    private void update(Submission form) {
        form.answer(() -> bus.request(Users.UPDATE, alteration(form)),
                new FormPage<>(FlashMessage.USER_SAVED, user -> LIST_PAGE + "/" + user.id(), one::show),
                user -> Replies.json(form.context(), 200, Views.user(user)));
    }

    private void deleteByForm(Submission form) {
        form.answer(() -> delete(form.context()), FormPage.leadingTo(LIST_PAGE, FlashMessage.USER_DELETED, one::show));
    }

    private static Users.Create creation(Submission form) {
        RequestFields fields = form.fields();
        var username = fields.text("username");
        var password = fields.secret("password");
        var role = fields.newChoice("role", Users.Role.class);
        fields.check();
        return new Users.Create(form.actor(), username, password, Objects.requireNonNullElse(role, Users.Role.USER));
    }

    private static Users.Update alteration(Submission form) {
        RequestFields fields = form.fields();
        var password = fields.newSecret("password");
        var role = fields.newChoice("role", Users.Role.class);
        fields.check();
        return new Users.Update(form.actor(), form.id(), password, role);
    }

    private Future<Map<String, Object>> findAll() {
        return bus.request(Users.LIST, new Users.FindAll())
                .map(found -> Map.of("users", Views.list(found.users(), Views::user)));
    }

    private Future<User> find(RoutingContext context) {
        return bus.request(Users.FIND, new Users.Find(context.pathParam("id")));
    }

    private Future<Done> delete(RoutingContext context) {
        return bus.request(Users.DELETE, new Users.Delete(Caller.of(context).actor(), context.pathParam("id")));
    }
}
