package io.ftpcluster.master.http.live;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.messages.Telemetry;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers that somebody may see, and how they stand: an admin sees all, others those that they have permissions on. */
public final class VisibleFleet {

    private static final Logger LOG = LoggerFactory.getLogger(VisibleFleet.class);

    private final Bus bus;

    public VisibleFleet(Bus bus) {
        this.bus = bus;
    }

    Future<Visibility> audienceOf(Users.User user) {
        if (user.role() == Users.Role.ADMIN) {
            return Future.succeededFuture(Visibility.ADMINS);
        }
        return permissionsOf(user)
                .map(own -> new Visibility(own.stream().map(Permission::serverId).collect(Collectors.toSet())));
    }

    Future<List<State>> states(Visibility visibility) {
        return bus.request(Telemetry.STATES, new Telemetry.FindStates(visibility.serverIds()))
                .map(Telemetry.States::states);
    }

    /** NOT_FOUND for one that the user may not see, as for one that doesn't exist. */
    Future<FleetServer> find(Users.User user, String ref) {
        return servers(user).map(all -> all.stream()
                .filter(server -> server.id().equals(ref) || server.alias().equalsIgnoreCase(ref))
                .findFirst()
                .orElseThrow(() -> Failure.notFound("There is no such server.").exception()));
    }

    /** As an admin sees it. */
    public Future<FleetServer> forAdmin(Servers.Server server) {
        return withStates(List.of(new FleetServer(server.id(), server.alias(), null, true, null))).map(List::getFirst);
    }

    /** By alias. A server whose state can't be told has none: people get to their files all the same. */
    public Future<List<FleetServer>> servers(Users.User user) {
        return (user.role() == Users.Role.ADMIN ? allServers(user) : ownServers(user)).compose(this::withStates);
    }

    private Future<List<FleetServer>> ownServers(Users.User user) {
        return permissionsOf(user).map(own -> own.stream()
                .map(permission -> new FleetServer(permission.serverId(), permission.alias(), permission, false, null))
                .toList());
    }

    private Future<List<FleetServer>> allServers(Users.User user) {
        var all = bus.request(Servers.LIST, new Servers.FindAll());
        return permissionsOf(user).compose(own -> {
            Map<String, Permission> byServer = new HashMap<>();
            own.forEach(permission -> byServer.put(permission.serverId(), permission));
            return all.map(found -> found.servers()
                    .stream()
                    .map(server -> new FleetServer(server.id(), server.alias(), byServer.get(server.id()), true, null))
                    .toList());
        });
    }

    private Future<List<FleetServer>> withStates(List<FleetServer> servers) {
        Visibility visibility = new Visibility(servers.stream().map(FleetServer::id).collect(Collectors.toSet()));
        return states(visibility).otherwise(cause -> {
            LOG.warn("How the servers stand can't be told: {}", cause.getMessage());
            return List.of();
        }).map(states -> {
            Map<String, State> byId = new HashMap<>();
            states.forEach(state -> byId.put(state.serverId(), state));
            return servers.stream()
                    .map(server -> server.with(byId.get(server.id())))
                    .sorted(Comparator.comparing(server -> Objects.requireNonNullElse(server.alias(), ""),
                            String.CASE_INSENSITIVE_ORDER))
                    .toList();
        });
    }

    private Future<List<Permission>> permissionsOf(Users.User user) {
        return bus.request(Permissions.LIST, new Permissions.FindAll(user.id(), null))
                .map(Permissions.PermissionList::permissions);
    }
}
