package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.ByteText;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Transfers.Transfer;
import io.ftpcluster.messages.Transfers;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** {@code /transfers}: what moves now; an admin sees everyone's and can end one, a user sees their own. */
public final class TransfersResource implements Resource {

    private final Bus bus;
    private final Representations all;

    public TransfersResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.all = new Representations(pages, "transfers", context -> find(context).map(TransfersResource::json),
                context -> find(context).map(TransfersResource::model));
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listTransfers", all::reply);
        operations.on("endTransfer",
                context -> Replies.when(context, end(context), done -> Replies.noContent(context)));
        operations.on("endTransferByForm", context -> Submission.of(context).deleteOnly(this::endByForm));
    }

    private void endByForm(Submission form) {
        form.answer(() -> end(form.context()),
                FormPage.leadingTo("/transfers", FlashMessage.TRANSFER_ENDED, all::show));
    }

    private static Map<String, Object> json(Found found) {
        return Map.of("transfers", Views.list(found.transfers(), Views::transfer), "missing_nodes", found.missing());
    }

    private static Map<String, Object> model(Found found) {
        return Map.of("transfers", Views.list(found.transfers(), TransfersResource::row), "missing_nodes",
                found.missing(), "many_nodes", found.nodes() > 1);
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
