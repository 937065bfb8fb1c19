package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.files.FileAddress;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.QueryFields;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Copies.Conflict;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.Operation;
import io.ftpcluster.messages.Copies.Source;
import io.ftpcluster.messages.Copies;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code /copies}: what the portal copies and moves; an admin sees everyone's, a user sees their own. */
public final class CopiesResource implements Resource {

    private static final int SHOWN = 100;

    private final Bus bus;
    private final Representations all;
    private final Representations one;

    public CopiesResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.all = new Representations(pages, "copies",
                context -> find(context).map(found -> Map.of("copies", CopyViews.list(found.copies()))),
                context -> find(context).map(found -> Map.of("copies", Views.list(found.copies(), CopyViews::ofPage),
                        "limit", limit(context))));
        this.one = new Representations(pages, "copy", context -> findOne(context).map(CopyViews::copy),
                context -> findOne(context).map(copy -> Map.of("copy", CopyViews.ofPage(copy))));
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listCopies", all::reply);
        operations.on("createCopy", context -> create(Submission.of(context)));
        operations.on("getCopy", one::reply);
        operations.on("cancelCopy", context -> Replies.when(context, cancel(context), copy -> accepted(context, copy)));
        operations.on("cancelCopyByForm", context -> Submission.of(context).deleteOnly(this::cancelByForm));
    }

    /** Null: everyone's. */
    private static String whose(RoutingContext context) {
        Caller caller = Caller.of(context);
        return caller.principal().isAdmin() ? null : caller.principal().user().id();
    }

    private Future<Copies.CopyList> find(RoutingContext context) {
        return bus.request(Copies.LIST, new Copies.FindAll(whose(context), limit(context)));
    }

    private static int limit(RoutingContext context) {
        return QueryFields.number(context, "limit", 1, Copies.FindAll.MAX).orElse(SHOWN);
    }

    private Future<Copy> findOne(RoutingContext context) {
        return bus.request(Copies.FIND, new Copies.Find(context.pathParam("id"), whose(context)));
    }

    private void create(Submission form) {
        form.answer(() -> bus.request(Copies.CREATE, wanted(form)),
                new FormPage<>(FlashMessage.COPY_BEGUN, CopiesResource::location, all::show), copy -> {
                    form.context().response().putHeader("Location", location(copy));
                    Replies.json(form.context(), 201, CopyViews.copy(copy));
                });
    }

    private static Copies.Create wanted(Submission form) {
        RequestFields fields = form.fields();
        List<String> sources = fields.optionalLines("source");
        if (sources == null) {
            fields.error("source", "is required");
        }
        String destination = fields.text("destination");
        Operation operation = fields.newChoice("operation", Operation.class);
        Conflict conflict = fields.newChoice("conflict", Conflict.class);
        fields.check();
        if (sources.size() > Copies.Create.MOST_SOURCES) {
            throw Failure.invalid("source", "must be 1 to " + Copies.Create.MOST_SOURCES).exception();
        }
        return new Copies.Create(form.actor(), Objects.requireNonNullElse(operation, Operation.COPY),
                Objects.requireNonNullElse(conflict, Conflict.SKIP),
                sources.stream().map(CopiesResource::source).toList(),
                FileAddress.parse("destination", destination).location());
    }

    private static Source source(String text) {
        FileAddress address = FileAddress.parse("source", text);
        return new Source(address.location(), address.folder());
    }

    private Future<Copy> cancel(RoutingContext context) {
        return bus.request(Copies.CANCEL,
                new Copies.Cancel(Caller.of(context).actor(), context.pathParam("id"), whose(context)));
    }

    private void cancelByForm(Submission form) {
        form.answer(() -> cancel(form.context()),
                new FormPage<>(FlashMessage.COPY_CANCELLING, CopiesResource::location, all::show),
                copy -> accepted(form.context(), copy));
    }

    private static void accepted(RoutingContext context, Copy copy) {
        Replies.json(context, 202, CopyViews.copy(copy));
    }

    private static String location(Copy copy) {
        return "/copies/" + copy.id();
    }
}
