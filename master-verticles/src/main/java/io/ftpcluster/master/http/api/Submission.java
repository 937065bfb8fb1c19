package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Actor;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A change that somebody asks for, by the form of a page or as a program. A browser whose form worked is sent on to another
 * page, else it gets the same page with what was typed and what was wrong; a program gets JSON or a problem.
 */
record Submission(RoutingContext context, RequestFields fields) {

    /** Says in a form, which can only POST, what else is meant. */
    private static final String METHOD = "_method";

    private enum Method {
        PATCH,
        DELETE
    }

    static Submission of(RoutingContext context) {
        return new Submission(context, RequestFields.of(context));
    }

    Actor actor() {
        return Caller.of(context).actor();
    }

    /** What the path names. */
    String id() {
        return context.pathParam("id");
    }

    /** A POST that stands for one of the two. */
    void changeOrDelete(Consumer<Submission> change, Consumer<Submission> delete) {
        switch (method()) {
            case PATCH -> change.accept(this);
            case DELETE -> {
                fields.check();
                delete.accept(this);
            }
        }
    }

    /** A POST that stands for DELETE. */
    void deleteOnly(Consumer<Submission> delete) {
        if (method() != Method.DELETE) {
            fields.error(METHOD, "must be delete");
        }
        fields.check();
        delete.accept(this);
    }

    private Method method() {
        Method method = fields.newChoice(METHOD, Method.class);
        if (method == null) {
            throw Failure.invalid(METHOD, "must be patch or delete").exception();
        }
        return method;
    }

    /** As {@link #answer(Supplier, FormPage, Consumer)}, where there is nothing to say to a program. */
    void answer(Supplier<Future<Done>> change, FormPage<Done> page) {
        answer(change, page, done -> Replies.noContent(context));
    }

    /**
     * @param change reads the fields and asks for the change; what it throws is a failure as any other
     * @param page that the form is on
     * @param reply for a program, when it worked
     */
    <T> void answer(Supplier<Future<T>> change, FormPage<T> page, Consumer<T> reply) {
        Future<T> changed = attempt(change);
        if (!fields.fromPage()) {
            Replies.when(context, changed, reply);
            return;
        }
        changed.onSuccess(result -> {
            page.notice().leave(context);
            Replies.seeOther(context, page.next().apply(result));
        }).onFailure(cause -> {
            // Mistakes of ours and lost logins go the general way.
            if (cause instanceof FailureException known && known.failure().code() != FailureCode.INTERNAL) {
                showAgain(page, known.failure());
            } else {
                context.fail(cause);
            }
        });
    }

    /** What a request throws while it is made becomes a failed future, so that there is one path. */
    static <T> Future<T> attempt(Supplier<Future<T>> change) {
        try {
            return change.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void showAgain(FormPage<?> page, Failure failure) {
        Map<String, Object> typed = fields.typed();
        typed.remove(METHOD);
        Map<String, Object> model = new HashMap<>();
        model.put("form", typed);
        FormErrors errors = FormErrors.of(failure);
        errors.putInto(model);
        page.again().show(context, errors.status(), model);
    }
}
