package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.persistence.repository.JobRepository;
import io.ftpcluster.master.persistence.repository.RolloutRepository;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Rollouts;
import io.vertx.core.Future;
import java.util.List;

/** Work that goes on for long: the set-up of servers, and updates of their agents. */
public final class JobHandlers implements Handlers {

    private final Bus bus;
    private final ChangeEvents events;
    private final JobRepository jobs;
    private final RolloutRepository rollouts;

    public JobHandlers(Bus bus, ChangeEvents events, JobRepository jobs, RolloutRepository rollouts) {
        this.bus = bus;
        this.events = events;
        this.jobs = jobs;
        this.rollouts = rollouts;
    }

    @Override
    public Future<?> register() {
        return Future.join(List.of(bus.answer(Jobs.INSERT, request -> events.job(jobs.insert(request))),
                bus.answer(Jobs.FIND, jobs::find), bus.answer(Jobs.LIST, jobs::list),
                bus.answer(Jobs.RUNNING, jobs::running),
                Handlers.answerFenced(bus, Jobs.STORE_STEP,
                        request -> events.job(request.jobId(), jobs.storeStep(request))),
                Handlers.answerFenced(bus, Jobs.END, request -> events.job(request.jobId(), jobs.end(request))),
                bus.answer(Jobs.CANCEL, request -> events.job(jobs.cancel(request))),
                bus.answer(Jobs.RETRY, request -> events.job(jobs.retry(request))),
                bus.answer(Rollouts.INSERT, request -> events.rollout(rollouts.insert(request))),
                bus.answer(Rollouts.FIND, rollouts::find), bus.answer(Rollouts.LIST, rollouts::list),
                Handlers.answerFenced(bus, Rollouts.STORE, request -> events.rollout(rollouts.store(request))),
                bus.answer(Rollouts.CANCEL, request -> events.rollout(rollouts.cancel(request))),
                bus.answer(Rollouts.FAILURES, rollouts::failures)));
    }
}
