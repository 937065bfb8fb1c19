package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.persistence.repository.PermissionChanges;
import io.ftpcluster.master.persistence.repository.PermissionRepository;
import io.ftpcluster.master.persistence.repository.StoredLoginRepository;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.StoredLogins;
import io.vertx.core.Future;
import java.util.List;

/** Who may use which server, and by which login. */
public final class PermissionHandlers implements Handlers {

    private final Bus bus;
    private final ChangeEvents events;
    private final PermissionRepository permissions;
    private final PermissionChanges changes;
    private final StoredLoginRepository logins;

    public PermissionHandlers(Bus bus, ChangeEvents events, PermissionRepository permissions, PermissionChanges changes,
            StoredLoginRepository logins) {
        this.bus = bus;
        this.events = events;
        this.permissions = permissions;
        this.changes = changes;
        this.logins = logins;
    }

    @Override
    public Future<?> register() {
        return Future.join(List.of(bus.answer(Permissions.INSERT, this::insert),
                bus.answer(Permissions.STORE, this::store), bus.answer(Permissions.LIST, permissions::list),
                bus.answer(Permissions.FIND, permissions::find), bus.answer(Permissions.DELETE, this::delete),
                bus.answer(Permissions.LOGIN, permissions::login), bus.answer(StoredLogins.INSERT, logins::insert),
                bus.answer(StoredLogins.STORE, request -> events.access(null, logins.store(request))),
                bus.answer(StoredLogins.LIST, logins::list), bus.answer(StoredLogins.FIND, logins::find),
                bus.answer(StoredLogins.DELETE, request -> {
                    logins.delete(request);
                    return Done.DONE;
                })));
    }

    private Permissions.Permission insert(Permissions.Insert request) {
        Permissions.Permission made = permissions.insert(request);
        return request.accountPassword() == null ? made : events.accounts(made.serverId(), made);
    }

    private Permissions.Permission store(Permissions.Store request) {
        Permissions.Permission stored = events.access(null, changes.store(request));
        boolean ofAccount = request.encryptedPass() != null || request.login() != null || request.quotaBytes() != null;
        return ofAccount ? events.accounts(stored.serverId(), stored) : stored;
    }

    private Done delete(Permissions.Delete request) {
        Permissions.Permission gone = permissions.delete(request);
        return events.accounts(gone.serverId(), events.access(null, Done.DONE));
    }
}
