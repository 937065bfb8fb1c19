package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.http.ByteText;
import io.ftpcluster.master.http.Caller;
import io.ftpcluster.master.http.Negotiation;
import io.ftpcluster.master.http.Notice;
import io.ftpcluster.master.http.Operations;
import io.ftpcluster.master.http.Pages;
import io.ftpcluster.master.http.Replies;
import io.ftpcluster.master.http.RequestFields;
import io.ftpcluster.master.http.Resource;
import io.ftpcluster.messages.Transfers;
import io.ftpcluster.messages.Transfers.Transfer;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code /transfers}: what moves now; an admin sees everyone's and can end one, a user sees their own. */
public final class TransfersResource implements Resource {

    private static final String LIST_PAGE = "/transfers";

    private final Bus bus;
    private final Pages pages;

    public TransfersResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.pages = pages;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listTransfers", this::list);
        operations.on("endTransfer", context -> Replies.when(context, end(context), done -> Replies.noContent(
                context)));
        operations.on("endTransferByForm", this::endByForm);
    }

    private void list(RoutingContext context) {
        if (Negotiation.wantsPage(context)) {
            showList(context, 200, new HashMap<>());
            return;
        }
        Replies.when(context, find(context), found -> Replies.json(context, 200, Map.of("transfers", Views.list(found,
                Views::transfer))));
    }

    private void endByForm(RoutingContext context) {
        RequestFields fields = RequestFields.of(context);
        if (FormMethod.of(fields) != FormMethod.DELETE) {
            fields.error("_method", "must be delete");
        }
        fields.check();
        if (fields.fromPage()) {
            FormOutcome.finish(context, end(context), Notice.TRANSFER_ENDED, done -> LIST_PAGE, outcome -> {
                Map<String, Object> model = new HashMap<>();
                outcome.putInto(model);
                showList(context, outcome.status(), model);
            });
        } else {
            Replies.when(context, end(context), done -> Replies.noContent(context));
        }
    }

    private void showList(RoutingContext context, int status, Map<String, Object> model) {
        Replies.when(context, find(context), found -> {
            model.put("transfers", Views.list(found, TransfersResource::row));
            pages.show(context, status, "transfers", model);
        });
    }

    /** What the page shows besides: amounts as people read them. */
    private static Map<String, Object> row(Transfer transfer) {
        Map<String, Object> row = Views.transfer(transfer);
        row.put("moved_text", ByteText.of(transfer.moved()));
        row.put("speed_text", ByteText.of(transfer.bytesPerSecond()) + "/s");
        if (transfer.size() > 0) {
            row.put("size_text", ByteText.of(transfer.size()));
            row.put("percent", Math.min(100, 100 * transfer.moved() / transfer.size()));
        }
        return row;
    }

    private Future<List<Transfer>> find(RoutingContext context) {
        Caller caller = Caller.of(context);
        String whose = caller.principal().isAdmin() ? null : caller.principal().user().id();
        return bus.request(Transfers.LIST, new Transfers.FindAll(whose)).map(Transfers.TransferList::transfers);
    }

    private Future<Done> end(RoutingContext context) {
        return bus.request(Transfers.END, new Transfers.End(Caller.of(context).actor(), context.pathParam("id")));
    }
}
