package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who may use which server, as a table of users and servers: so many of each, chosen by a part of their names. */
record PermissionMatrix(Bus bus) {

    private static final int ROWS = 50;
    private static final int COLUMNS = 12;

    /** @param more whether there are others that fit */
    private record Choice<T>(List<T> shown, boolean more, String text) {

        static <T> Choice<T> of(List<T> all, Function<T, String> name, String text, int most) {
            String wanted = text.toLowerCase(Locale.ROOT);
            List<T> fitting = all.stream()
                    .filter(each -> name.apply(each).toLowerCase(Locale.ROOT).contains(wanted))
                    .sorted(Comparator.comparing(name, String.CASE_INSENSITIVE_ORDER))
                    .limit(most + 1L)
                    .toList();
            return new Choice<>(fitting.subList(0, Math.min(most, fitting.size())), fitting.size() > most, text);
        }
    }

    Future<Map<String, Object>> find(RoutingContext context) {
        var users = bus.request(Users.LIST, new Users.FindAll());
        var servers = bus.request(Servers.LIST, new Servers.FindAll());
        var permissions = bus.request(Permissions.LIST, new Permissions.FindAll(null, null));
        return Future.all(users, servers, permissions)
                .map(all -> view(Choice.of(users.result().users(), User::username, text(context, "user"), ROWS),
                        Choice.of(servers.result().servers(), Server::alias, text(context, "server"), COLUMNS),
                        permissions.result().permissions()));
    }

    private static String text(RoutingContext context, String name) {
        return Objects.requireNonNullElse(context.queryParams().get(name), "").strip();
    }

    private static Map<String, Object> view(Choice<User> users, Choice<Server> servers, List<Permission> permissions) {
        Map<String, Map<String, Permission>> byUser = permissions.stream()
                .collect(Collectors.groupingBy(Permission::userId,
                        Collectors.toMap(Permission::serverId, Function.identity(), (a, b) -> a)));
        Map<String, Object> view = new HashMap<>();
        view.put("servers", Views.list(servers.shown(), Views::server));
        view.put("users", users.shown().stream().map(user -> row(user, servers.shown(), byUser)).toList());
        view.put("more_users", users.more());
        view.put("more_servers", servers.more());
        view.put("query", Map.of("user", users.text(), "server", servers.text()));
        return view;
    }

    /** A user with one cell for each server: the permission, or null. */
    private static Map<String, Object> row(User user, List<Server> servers,
            Map<String, Map<String, Permission>> byUser) {
        Map<String, Permission> own = byUser.getOrDefault(user.id(), Map.of());
        List<Object> cells = new ArrayList<>();
        for (Server server : servers) {
            Permission permission = own.get(server.id());
            cells.add(permission == null ? null : Views.permission(permission));
        }
        Map<String, Object> row = new HashMap<>(Views.user(user));
        row.put("permissions", cells);
        return row;
    }
}
