package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.page.ByteText;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Transfers;
import io.ftpcluster.messages.Transfers.Transfer;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
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
        operations.on("endTransfer",
                context -> Replies.when(context, end(context), done -> Replies.noContent(context)));
        operations.on("endTransferByForm", this::endByForm);
    }

    private void list(RoutingContext context) {
        if (Negotiation.wantsPage(context)) {
            showList(context, 200, new HashMap<>());
            return;
        }
        Replies.when(context, find(context), found -> Replies.json(context, 200,
                Map.of("transfers", Views.list(found.transfers(), Views::transfer), "missing_nodes", found.missing())));
    }

    private void endByForm(RoutingContext context) {
        RequestFields fields = RequestFields.of(context);
        if (FormMethod.of(fields) != FormMethod.DELETE) {
            fields.error("_method", "must be delete");
        }
        fields.check();
        if (fields.fromPage()) {
            FormResult.finish(context, end(context), FlashMessage.TRANSFER_ENDED, done -> LIST_PAGE, outcome -> {
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
            model.put("transfers", Views.list(found.transfers(), TransfersResource::row));
            model.put("missing_nodes", found.missing());
            model.put("many_nodes", found.nodes() > 1);
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

    /** @param missing the names of nodes that didn't answer */
    private record Found(List<Transfer> transfers, List<String> missing, int nodes) {}

    private Future<Found> find(RoutingContext context) {
        Caller caller = Caller.of(context);
        String whose = caller.principal().isAdmin() ? null : caller.principal().user().id();
        return bus.request(Nodes.LIST, new Nodes.FindAll())
                .compose(
                        members -> bus
                                .requestEach(Transfers.LIST, members.nodes().stream().map(Node::id).toList(),
                                        new Transfers.FindAll(whose))
                                .map(answers -> found(members.nodes(), answers)));
    }

    private static Found found(List<Node> nodes, Map<String, Transfers.TransferList> answers) {
        return new Found(
                answers.values()
                        .stream()
                        .flatMap(answer -> answer.transfers().stream())
                        .sorted(Comparator.comparing(Transfer::startedAt).thenComparing(Transfer::id))
                        .toList(),
                nodes.stream().filter(node -> !answers.containsKey(node.id())).map(Node::name).toList(), nodes.size());
    }

    private Future<Done> end(RoutingContext context) {
        String id = context.pathParam("id");
        return bus.request(Transfers.END.of(Transfers.nodeOf(id)), new Transfers.End(Caller.of(context).actor(), id))
                .recover(cause -> Future.failedFuture(inPlainWords(cause)));
    }

    private static Throwable inPlainWords(Throwable cause) {
        FailureCode code = cause instanceof FailureException known ? known.failure().code() : FailureCode.INTERNAL;
        if (code == FailureCode.UNAVAILABLE) {
            // Nobody has this address: its node is gone, and its transfers with it.
            return Failure.notFound("This transfer is over.").causedBy(cause);
        }
        return code == FailureCode.TIMEOUT
                ? Failure.of(code, "The node that this transfer goes through doesn't answer.").causedBy(cause)
                : cause;
    }
}
