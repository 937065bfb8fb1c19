package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.api.HostList.HostEntry;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.FlashMessage;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.page.Problems;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Provisioning.HostKey;
import io.ftpcluster.messages.Provisioning.SshCredential;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code /provision}: many servers from a list, each with a job, by one credential. For admins. */
public final class BulkProvisionResource implements Resource {

    /** Host keys that are looked at at once. */
    private static final int AT_ONCE = 8;
    private static final String HOSTS = "hosts";

    private final Bus bus;
    private final Pages pages;

    /** @param user by whom all are logged in to */
    private record Wish(List<HostEntry> lines, String user, SshCredential credential, ExistingDaemon existing) {}

    public BulkProvisionResource(Bus bus, Pages pages) {
        this.bus = bus;
        this.pages = pages;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("showProvisionMany", context -> show(context, 200, Map.of()));
        operations.on("provisionMany", context -> begin(Submission.of(context)));
    }

    private void begin(Submission form) {
        Future<Wish> checked = Submission.attempt(() -> read(form)).compose(this::check);
        checked.onComplete(done -> {
            if (done.succeeded() && done.result().lines().stream().anyMatch(line -> line.fingerprint() == null)) {
                Replies.when(form.context(), lookAtKeys(done.result()), keys -> askToConfirm(form, keys));
            } else {
                form.answer(() -> checked.compose(wish -> make(form, wish)),
                        FormPage.leadingTo("/jobs", FlashMessage.JOBS_BEGUN, this::show),
                        made -> Replies.json(form.context(), 202, Map.of("jobs", made)));
            }
        });
    }

    private static Future<Wish> read(Submission form) {
        var fields = form.fields();
        List<String> texts = fields.optionalLines(HOSTS);
        var user = fields.text("ssh_user");
        var ssh = SshFields.of(fields);
        int port = ssh.port();
        var existing = ssh.existingDaemon();
        HostList hosts = HostList.parse(texts == null ? List.of() : texts, port);
        if (!hosts.errors().isEmpty()) {
            fields.error(HOSTS, String.join("; ", hosts.errors()));
        }
        fields.check();
        return Future.succeededFuture(new Wish(hosts.lines(), user, ssh.credential(), existing));
    }

    private Future<Wish> check(Wish wish) {
        return bus.request(Provisioning.CHECK_CREDENTIAL, new Provisioning.CheckCredential(wish.credential()))
                .compose(usable -> bus.request(Servers.LIST, new Servers.FindAll()))
                .map(found -> {
                    Set<String> taken = found.servers()
                            .stream()
                            .map(server -> server.alias().toLowerCase(Locale.ROOT))
                            .collect(Collectors.toSet());
                    List<String> wrong = wish.lines()
                            .stream()
                            .map(HostEntry::alias)
                            .filter(alias -> taken.contains(alias.toLowerCase(Locale.ROOT)))
                            .toList();
                    if (!wrong.isEmpty()) {
                        throw Failure.invalid(HOSTS, "there are servers already called " + String.join(", ", wrong))
                                .exception();
                    }
                    return wish;
                });
    }

    /** @param error why its key couldn't be seen; null when it was */
    private record SeenKey(HostEntry line, String type, String error) {}

    private Future<List<SeenKey>> lookAtKeys(Wish wish) {
        return inTurn(wish.lines(), AT_ONCE, this::lookAtKey);
    }

    private Future<SeenKey> lookAtKey(HostEntry line) {
        if (line.fingerprint() != null) {
            return Future.succeededFuture(new SeenKey(line, "", null));
        }
        return bus.request(Provisioning.PROBE_HOST_KEY, new Provisioning.ProbeHostKey(line.host(), line.port()))
                .map((HostKey key) -> new SeenKey(line.with(key.fingerprint()), key.type(), null))
                .recover(cause -> isKnown(cause)
                        ? Future.succeededFuture(new SeenKey(line, "", words(cause)))
                        : Future.failedFuture(cause));
    }

    /** So many at once, the next ones when those are there; the results in the order of the list. */
    private static <T, R> Future<List<R>> inTurn(List<T> all, int atOnce, Function<T, Future<R>> work) {
        Future<List<R>> results = Future.succeededFuture(new ArrayList<>());
        for (int i = 0; i < all.size(); i += atOnce) {
            List<T> some = all.subList(i, Math.min(i + atOnce, all.size()));
            results = results.compose(before -> {
                List<Future<R>> now = some.stream().map(work).toList();
                return Future.join(now).map(done -> {
                    now.forEach(each -> before.add(each.result()));
                    return before;
                });
            });
        }
        return results;
    }

    private void askToConfirm(Submission form, List<SeenKey> keys) {
        List<Map<String, Object>> seen = Views.list(keys, key -> {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("alias", key.line().alias());
            view.put("host", key.line().host());
            view.put("ssh_port", key.line().port());
            view.put("host_key_type", key.type());
            view.put("host_key_fingerprint", key.line().fingerprint());
            view.put("error", key.error());
            return view;
        });
        List<String> lines = keys.stream().map(key -> key.line().text()).toList();
        if (form.fields().fromPage()) {
            Map<String, Object> typed = form.fields().typed();
            typed.put(HOSTS, String.join("\n", lines));
            show(form.context(), 409, Map.of("form", typed, "keys", seen));
        } else {
            Problems.conflict(form.context(),
                    "Nothing was made: the host keys are to be confirmed. Compare them, and send the lines in hosts, which"
                            + " end with the fingerprints.",
                    Map.of("keys", seen, HOSTS, lines));
        }
    }

    /** One after the other; what fails for one is told with it, and the others are made all the same. */
    private Future<List<Map<String, Object>>> make(Submission form, Wish wish) {
        return inTurn(wish.lines(), 1, line -> make(form, wish, line));
    }

    private Future<Map<String, Object>> make(Submission form, Wish wish, HostEntry line) {
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("alias", line.alias());
        made.put("server_id", null);
        made.put("job_id", null);
        made.put("error", null);
        return bus
                .request(Provisioning.REGISTER, new Provisioning.Register(form.actor(), line.settings(), false, false))
                .compose(registered -> {
                    Server server = registered.server();
                    made.put("server_id", server.id());
                    return bus.request(Provisioning.PROVISION,
                            new Provisioning.Provision(form.actor(), server.id(), line.host(), line.port(), wish.user(),
                                    wish.credential(), line.fingerprint(), wish.existing(), null));
                })
                .map(begun -> {
                    made.put("job_id", begun.job().id());
                    return made;
                })
                .recover(cause -> {
                    if (!isKnown(cause)) {
                        return Future.failedFuture(cause);
                    }
                    made.put("error", words(cause));
                    return Future.succeededFuture(made);
                });
    }

    private static boolean isKnown(Throwable cause) {
        return cause instanceof FailureException known && known.failure().code() != FailureCode.INTERNAL;
    }

    private static String words(Throwable cause) {
        return ((FailureException) cause).failure().detail();
    }

    private void show(RoutingContext context, int status, Map<String, Object> more) {
        pages.show(context, status, "provision-many", more);
    }
}
