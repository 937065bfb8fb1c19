package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.CommandException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Which permission: its id, or whose it is and where. */
final class PermissionLookup {

    @Parameters(index = "0..1", arity = "1..2", paramLabel = "USER SERVER | ID", description = "Whose and where, or the permission's id.")
    private List<String> words;

    /** Asks the portal where only whose and where is known. */
    String id(Portal portal) {
        if (words.size() == 1) {
            return words.getFirst();
        }
        List<JsonObject> found = of(portal.find("/permissions"), words.getFirst(), words.getLast());
        if (found.isEmpty()) {
            throw new CommandException(ExitCodes.REFUSED, words.getFirst() + " has no permission on " + words.getLast()
                    + "; ftpcluster permission list shows all");
        }
        if (found.size() > 1) {
            throw new CommandException(ExitCodes.REFUSED, words.getFirst() + " has several permissions on "
                    + words.getLast() + "; name one by its id, as ftpcluster permission list has it");
        }
        return found.getFirst().getString("id");
    }

    /**
     * @param user name or id; null: of everyone
     * @param server alias or id; null: on all
     */
    static List<JsonObject> of(JsonObject found, String user, String server) {
        return Answer.list(found, "permissions")
                .stream()
                .filter(each -> fits(each, user, "username", "user_id") && fits(each, server, "alias", "server_id"))
                .toList();
    }

    private static boolean fits(JsonObject permission, String wanted, String name, String id) {
        return wanted == null || wanted.equalsIgnoreCase(permission.getString(name))
                || wanted.equals(permission.getString(id));
    }
}
