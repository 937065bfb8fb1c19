package io.ftpcluster.testing;

import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Users;

/** Who asks, where a test needs somebody. They came with a password. */
public final class Actors {

    private Actors() {}

    public static Actor user(String id, String username, String remoteAddress) {
        return new Actor(id, username, Users.Role.USER, remoteAddress, AuthenticationMethod.PASSWORD);
    }

    public static Actor admin(String id, String username, String remoteAddress) {
        return new Actor(id, username, Users.Role.ADMIN, remoteAddress, AuthenticationMethod.PASSWORD);
    }

    public static Actor of(Users.User user, String remoteAddress) {
        return Actor.of(user, remoteAddress, AuthenticationMethod.PASSWORD);
    }
}
