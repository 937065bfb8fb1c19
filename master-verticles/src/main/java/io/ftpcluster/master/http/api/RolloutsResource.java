package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.request.Negotiation;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.Caller;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.Rollouts.Member;
import io.ftpcluster.messages.Rollouts.MemberState;
import io.ftpcluster.messages.Rollouts.Rollout;
import io.ftpcluster.messages.Rollouts.State;
import io.ftpcluster.messages.Rollouts;
import io.ftpcluster.text.EnumNames;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /agents/rollouts}: how agents come to the portal's version, for admins. */
public final class RolloutsResource implements Resource {

    private static final String PATH = "/agents/rollouts";
    /** Servers on a page, those that failed first. */
    private static final int SHOWN = 500;

    private final Bus bus;
    private final Representations all;
    private final Representations one;

    public RolloutsResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.all = new Representations(pages, "rollouts",
                context -> find().map(found -> Map.of("rollouts", Views.list(found, RolloutsResource::summary))),
                context -> find().map(found -> Map.of("rollouts", Views.list(found, RolloutsResource::summaryOfPage))));
        this.one = new Representations(pages, "rollout", context -> findOne(context).map(RolloutsResource::view),
                context -> findOne(context).map(found -> Map.of("rollout", viewOfPage(found))));
    }

    @Override
    public void bind(Operations operations) {
        operations.on("listRollouts", all::reply);
        operations.on("getRollout", one::reply);
        operations.on("startRollout", this::start);
        operations.on("cancelRollout", this::cancel);
    }

    private Future<List<Rollout>> find() {
        return bus.request(Rollouts.LIST, new Rollouts.FindAll(Rollouts.FindAll.MAX))
                .map(Rollouts.RolloutList::rollouts);
    }

    private Future<Rollout> findOne(RoutingContext context) {
        return bus.request(Rollouts.FIND, new Rollouts.Find(context.pathParam("id")));
    }

    private void start(RoutingContext context) {
        Submission form = new Submission(context, RequestFields.ofOptional(context));
        form.answer(() -> {
            List<String> servers = form.fields().optionalLines("servers");
            boolean force = form.fields().flag("force");
            form.fields().check();
            return bus.request(Rollouts.START, new Rollouts.Start(form.actor(), servers, force));
        }, new FormPage<>(FlashMessage.ROLLOUT_BEGUN, RolloutsResource::location, all::show), begun -> {
            context.response().putHeader("Location", location(begun));
            Replies.json(context, 202, view(begun));
        });
    }

    /** What has begun on a server comes to its end by itself. */
    private void cancel(RoutingContext context) {
        var cancelled = bus.request(Rollouts.CANCEL,
                new Rollouts.Cancel(Caller.of(context).actor(), context.pathParam("id")));
        Replies.when(context, cancelled, rollout -> {
            if (Negotiation.wantsPage(context)) {
                FlashMessage.ROLLOUT_CANCELLED.leave(context);
                Replies.seeOther(context, location(rollout));
            } else {
                Replies.json(context, 200, view(rollout));
            }
        });
    }

    private static String location(Rollout rollout) {
        return PATH + "/" + rollout.id();
    }

    private static Map<String, Object> summary(Rollout rollout) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", rollout.id());
        view.put("version", rollout.version());
        view.put("sha256", rollout.sha256());
        view.put("state", EnumNames.of(rollout.state()));
        view.put("ring", rollout.ring());
        view.put("force", rollout.force());
        view.put("chosen", rollout.chosen());
        view.put("detail", rollout.detail());
        view.put("username", rollout.username());
        view.put("created_at", rollout.createdAt().toString());
        view.put("ended_at", text(rollout.endedAt()));
        view.put("pending", rollout.counts().pending());
        view.put("under_way", rollout.counts().underWay());
        view.put("updated", rollout.counts().updated());
        view.put("failed", rollout.counts().failed());
        view.put("skipped", rollout.counts().skipped());
        return view;
    }

    private static Map<String, Object> view(Rollout rollout) {
        Map<String, Object> view = summary(rollout);
        view.put("servers", Views.list(rollout.members(), RolloutsResource::member));
        return view;
    }

    private static Map<String, Object> member(Member member) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("server_id", member.serverId());
        view.put("alias", member.alias());
        view.put("state", EnumNames.of(member.state()));
        view.put("ring", member.ring());
        view.put("from_version", member.fromVersion());
        view.put("detail", member.detail());
        view.put("changed_at", member.changedAt().toString());
        return view;
    }

    private static Map<String, Object> summaryOfPage(Rollout rollout) {
        Map<String, Object> view = summary(rollout);
        view.put("state_text", Labels.of(rollout.state()));
        view.put("running", rollout.state() == State.RUNNING);
        view.put("tone", switch (rollout.state()) {
            case RUNNING, CANCELLED -> "";
            case SUCCEEDED -> "good";
            case FAILED -> "bad";
        });
        return view;
    }

    private static Map<String, Object> viewOfPage(Rollout rollout) {
        Map<String, Object> view = summaryOfPage(rollout);
        List<Member> shown = rollout.members()
                .stream()
                .sorted(Comparator.comparing((Member member) -> member.state() != MemberState.FAILED))
                .limit(SHOWN)
                .toList();
        view.put("servers", Views.list(shown, RolloutsResource::memberOfPage));
        view.put("more_servers", rollout.members().size() - shown.size());
        return view;
    }

    private static Map<String, Object> memberOfPage(Member member) {
        Map<String, Object> view = member(member);
        view.put("state_text", Labels.of(member.state()));
        view.put("tone", switch (member.state()) {
            case PENDING, UPDATING, INSTALLED, SKIPPED -> "";
            case UPDATED -> "good";
            case FAILED -> "bad";
        });
        return view;
    }

    private static String text(Instant at) {
        return at == null ? null : at.toString();
    }
}
