package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.request.QueryFields;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Accounts;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** {@code /servers/{id}/accounts}: the system users that a server's agent makes, for admins. */
public final class AccountsResource implements Resource {

    private final Bus bus;

    public AccountsResource(Bus bus) {
        this.bus = bus;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listAccounts", this::list);
        operations.on("rotateAccount", this::rotate);
        operations.on("lockAccount", context -> setLock(context, true));
        operations.on("unlockAccount", context -> setLock(context, false));
    }

    private void list(RoutingContext context) {
        int limit = QueryFields.number(context, "limit", 1, Accounts.Find.MAX).orElse(Accounts.Find.MAX);
        var found = bus.request(Accounts.LIST,
                new Accounts.Find(context.pathParam("id"), context.queryParams().get("after"), limit));
        Replies.when(context, found,
                list -> Replies.json(context, 200, Map.of("accounts", Views.list(list.accounts(), Views::account),
                        "more", list.more(), "unknown", list.unknown(), "datalink", list.datalink())));
    }

    private void rotate(RoutingContext context) {
        accept(context, bus.request(Accounts.ROTATE,
                new Accounts.Rotate(Caller.of(context).actor(), context.pathParam("id"), context.pathParam("name"))),
                FlashMessage.PASSWORD_ROTATED);
    }

    private void setLock(RoutingContext context, boolean locked) {
        accept(context,
                bus.request(Accounts.SET_LOCK,
                        new Accounts.SetLock(Caller.of(context).actor(), context.pathParam("id"),
                                context.pathParam("name"), locked)),
                locked ? FlashMessage.ACCOUNT_LOCKED : FlashMessage.ACCOUNT_UNLOCKED);
    }

    /** The agent is told afterwards. */
    private static void accept(RoutingContext context, Future<Accounts.Account> changed, FlashMessage notice) {
        Replies.when(context, changed, account -> {
            if (Negotiation.wantsPage(context)) {
                notice.leave(context);
                Replies.seeOther(context, "/servers/" + account.serverId() + "#accounts");
            } else {
                Replies.json(context, 202, Views.account(account));
            }
        });
    }
}
