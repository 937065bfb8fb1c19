package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Problems;
import io.ftpcluster.master.http.response.Replies;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** How a form of a page ends: at another page when it worked, else at the same page with what was wrong. */
record FormResult(int status, String error, Map<String, String> errors) {

    static FormResult of(Failure failure) {
        Map<String, String> errors = new LinkedHashMap<>();
        failure.errors().forEach(error -> errors.put(error.field(), error.detail()));
        String error = errors.isEmpty() ? failure.detail() : "Please correct the marked fields.";
        return new FormResult(Problems.statusOf(failure.code()), error, errors);
    }

    void putInto(Map<String, Object> model) {
        model.put("error", error);
        model.put("errors", errors);
    }

    /** What a request throws while it is made becomes a failed future, so that there is one path. */
    static <T> Future<T> attempt(Supplier<Future<T>> change) {
        try {
            return change.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * @param notice is shown there
     * @param next where the browser goes when it worked
     * @param again shows the page once more; mistakes of ours and lost logins go the general way
     */
    static <T> void finish(RoutingContext context, Future<T> change, FlashMessage notice, Function<T, String> next,
            Consumer<FormResult> again) {
        change.onSuccess(result -> {
            notice.leave(context);
            Replies.seeOther(context, next.apply(result));
        }).onFailure(cause -> {
            if (cause instanceof FailureException known && known.failure().code() != FailureCode.INTERNAL) {
                again.accept(of(known.failure()));
            } else {
                context.fail(cause);
            }
        });
    }
}
