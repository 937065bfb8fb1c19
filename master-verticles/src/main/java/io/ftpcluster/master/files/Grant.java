package io.ftpcluster.master.files;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions.Right;
import java.util.List;
import java.util.stream.Collectors;

/** What a permission gives: a login, and what may be done with it. */
record Grant(RemoteLogin login, Permission permission) {

    void require(Right right) {
        requireAny(List.of(right));
    }

    /** FORBIDDEN without any of these. */
    void requireAny(List<Right> rights) {
        if (rights.stream().noneMatch(permission.rights()::contains)) {
            String missing = rights.stream()
                    .map(right -> Labels.inSentence(Labels.of(right)))
                    .collect(Collectors.joining(" or "));
            throw Failure
                    .forbidden("The permission of " + permission.username() + " for " + permission.alias()
                            + " doesn't include " + missing + ".")
                    .exception();
        }
    }

    ConflictPolicy conflictPolicy(boolean mayReplace) {
        if (!mayReplace) {
            return ConflictPolicy.FAIL;
        }
        return permission.rights().contains(Right.OVERWRITE) ? ConflictPolicy.REPLACE : ConflictPolicy.FORBID;
    }
}
