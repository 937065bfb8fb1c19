package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Accounts;
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
    }

    private void list(RoutingContext context) {
        int limit = QueryFields.number(context, "limit", 1, Accounts.Find.MAX).orElse(Accounts.Find.MAX);
        var found = bus.request(Accounts.LIST,
                new Accounts.Find(context.pathParam("id"), context.queryParams().get("after"), limit));
        Replies.when(context, found, list -> Replies.json(context, 200,
                Map.of("accounts", Views.list(list.accounts(), Views::account), "more", list.more())));
    }

    /** Accepted: the agent is told afterwards. */
    private void rotate(RoutingContext context) {
        var rotated = bus.request(Accounts.ROTATE,
                new Accounts.Rotate(Caller.of(context).actor(), context.pathParam("id"), context.pathParam("name")));
        Replies.when(context, rotated, account -> {
            if (Negotiation.wantsPage(context)) {
                FlashMessage.PASSWORD_ROTATED.leave(context);
                Replies.seeOther(context, "/servers/" + account.serverId() + "#accounts");
            } else {
                Replies.json(context, 202, Views.account(account));
            }
        });
    }
}
