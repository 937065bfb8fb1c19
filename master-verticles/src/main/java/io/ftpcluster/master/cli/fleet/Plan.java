package io.ftpcluster.master.cli.fleet;

import io.ftpcluster.master.cli.fleet.Change.Action;
import java.util.List;

/**
 * What it takes to bring a portal to what a file says.
 *
 * @param changes in the order in which they are to be made
 * @param unchanged how many objects of the file are as they should be
 * @param extra how many objects the portal has that the file doesn't name though it has their section, and that stay
 * @param remarks for people
 */
public record Plan(List<Change> changes, int unchanged, int extra, List<String> remarks) {

    public int count(Action action) {
        return (int) changes.stream().filter(change -> change.action() == action).count();
    }

    /** Of new users without a password in the file. */
    public List<Change> withoutPassword() {
        return changes.stream()
                .filter(change -> change.action() == Action.ADD && change.key().kind() == Kind.USER
                        && !change.secrets().containsKey("password"))
                .toList();
    }
}
