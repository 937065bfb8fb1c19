package io.ftpcluster.master.files;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Users;

/** Whose folders somebody may see, whatever the permissions there give: a user their own, an admin everyone's. */
final class FolderAccess {

    private FolderAccess() {}

    /** FORBIDDEN unless the actor may; the same for folders that don't exist, so that nobody learns who has an account. */
    static void require(Actor actor, String owner) {
        boolean known = actor.method().kind() != AuthenticationMethod.Kind.NONE;
        if (!known || !includes(actor.role(), actor.username(), owner)) {
            throw Failure.forbidden("This folder belongs to somebody else.").exception();
        }
    }

    static boolean includes(Users.Role role, String username, String owner) {
        return role == Users.Role.ADMIN || username.equalsIgnoreCase(owner);
    }
}
