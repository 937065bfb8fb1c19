package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.cli.CommandException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Predicate;

/** Waits until a server has an account as it should be. */
final class AccountWait {

    private static final int PAGE = 1000;
    private static final int MOST_PAGES = 1000;

    private final Portal portal;
    private final Polling waiting;

    AccountWait(Portal portal, Polling waiting) {
        this.portal = portal;
        this.waiting = waiting;
    }

    /** Fails when it failed there. */
    void named(String server, String name) {
        end(server, account -> name.equals(account.getString("name")), name);
    }

    /** The account that is made for a permission. */
    void ofPermission(String server, String permission) {
        end(server, account -> permission.equals(account.getString("permission_id")), "the account");
    }

    private void end(String server, Predicate<JsonObject> which, String name) {
        JsonObject account = waiting.until(() -> settled(server, which),
                name + " on " + server + " isn't as it should be");
        if ("failed".equals(account.getString("state"))) {
            throw new CommandException(ExitCodes.REFUSED,
                    account.getString("name") + " on " + server + " failed: " + account.getString("detail"));
        }
        portal.screen().remark(account.getString("name") + " on " + server + ": " + account.getString("state") + ".");
    }

    private Optional<JsonObject> settled(String server, Predicate<JsonObject> which) {
        JsonObject account = find(server, which).orElseThrow(
                () -> new CommandException(ExitCodes.REFUSED, "the portal makes no such account on " + server));
        return Optional.of(account).filter(AccountWait::isSettled);
    }

    private static boolean isSettled(JsonObject account) {
        boolean made = account.getLong("generation", 0L).equals(account.getLong("observed_generation", -1L));
        return switch (account.getString("state", "")) {
            case "failed" -> true;
            case "working", "locked", "removed" -> made;
            default -> false;
        };
    }

    private Optional<JsonObject> find(String server, Predicate<JsonObject> which) {
        String after = "";
        for (int i = 0; i < MOST_PAGES; i++) {
            JsonObject found = portal.find(ServerPath.of(server, "accounts") + "?limit=" + PAGE + after);
            var all = Answer.list(found, "accounts");
            Optional<JsonObject> account = all.stream().filter(which).findFirst();
            if (account.isPresent() || all.isEmpty() || !found.getBoolean("more", false)) {
                return account;
            }
            after = "&after=" + PortalClient.segment(all.getLast().getString("name"));
        }
        return Optional.empty();
    }
}
