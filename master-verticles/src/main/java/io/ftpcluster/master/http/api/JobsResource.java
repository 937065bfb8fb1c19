package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.request.QueryFields;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Jobs.Job;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Provisioning;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Map;

/** {@code /jobs}: servers that are being set up, and how that goes, for admins. */
public final class JobsResource implements Resource {

    private static final int SHOWN = 100;

    private final Bus bus;
    private final InstantSource clock;
    private final Representations all;
    private final Representations one;

    public JobsResource(Bus bus, Pages pages, InstantSource clock) {
        this.bus = bus;
        this.clock = clock;
        this.all = new Representations(pages, "jobs",
                context -> find(context).map(found -> Map.of("jobs", JobViews.list(found.jobs()))),
                context -> find(context).map(found -> Map.of("jobs", Views.list(found.jobs(), JobViews::summaryOfPage),
                        "limit", limit(context))));
        this.one = new Representations(pages, "job", context -> findOne(context).map(JobViews::job),
                context -> findOne(context).map(job -> Map.of("job", JobViews.jobOfPage(job, this.clock.instant()))));
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listJobs", all::reply);
        operations.on("getJob", one::reply);
        operations.on("cancelJob", this::cancel);
        operations.on("retryJob", context -> retry(Submission.of(context)));
    }

    private Future<Jobs.JobList> find(RoutingContext context) {
        return bus.request(Jobs.LIST, new Jobs.FindAll(context.queryParams().get("server_id"), limit(context)));
    }

    private static int limit(RoutingContext context) {
        return QueryFields.number(context, "limit", 1, Jobs.FindAll.MAX).orElse(SHOWN);
    }

    private Future<Job> findOne(RoutingContext context) {
        return bus.request(Jobs.FIND, new Jobs.Find(context.pathParam("id")));
    }

    /** Accepted: whoever does the job stops it. */
    private void cancel(RoutingContext context) {
        var cancelled = bus.request(Jobs.CANCEL, new Jobs.Cancel(Caller.of(context).actor(), context.pathParam("id")));
        Replies.when(context, cancelled, job -> {
            if (Negotiation.wantsPage(context)) {
                FlashMessage.JOB_CANCELLING.leave(context);
                Replies.seeOther(context, location(job));
            } else {
                Replies.json(context, 202, JobViews.job(job));
            }
        });
    }

    private void retry(Submission form) {
        form.answer(() -> {
            SshFields ssh = SshFields.of(form.fields());
            form.fields().check();
            return bus.request(Provisioning.RETRY_JOB,
                    new Provisioning.RetryJob(form.actor(), form.id(), ssh.credentialOrNone()));
        }, new FormPage<>(FlashMessage.JOB_BEGUN, JobsResource::location, one::show), job -> {
            form.context().response().putHeader("Location", location(job));
            Replies.json(form.context(), 202, JobViews.job(job));
        });
    }

    static String location(Job job) {
        return "/jobs/" + job.id();
    }
}
