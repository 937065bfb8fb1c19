package io.ftpcluster.master.node;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.http.api.AccountPage;
import io.ftpcluster.master.http.api.AccountsResource;
import io.ftpcluster.master.http.api.AgentResource;
import io.ftpcluster.master.http.api.AlertsResource;
import io.ftpcluster.master.http.api.AssetsResource;
import io.ftpcluster.master.http.api.AuditResource;
import io.ftpcluster.master.http.api.BulkProvisionResource;
import io.ftpcluster.master.http.api.CopiesResource;
import io.ftpcluster.master.http.api.DashboardResource;
import io.ftpcluster.master.http.api.DocsResource;
import io.ftpcluster.master.http.api.EnrolmentResource;
import io.ftpcluster.master.http.api.HealthResource;
import io.ftpcluster.master.http.api.JobsResource;
import io.ftpcluster.master.http.api.LoginResource;
import io.ftpcluster.master.http.api.LoginsResource;
import io.ftpcluster.master.http.api.MeResource;
import io.ftpcluster.master.http.api.MetricsResource;
import io.ftpcluster.master.http.api.NodesResource;
import io.ftpcluster.master.http.api.PasswordResource;
import io.ftpcluster.master.http.api.PermissionsResource;
import io.ftpcluster.master.http.api.PreferencesResource;
import io.ftpcluster.master.http.api.ProvisionResource;
import io.ftpcluster.master.http.api.RolloutsResource;
import io.ftpcluster.master.http.api.ServerLogResource;
import io.ftpcluster.master.http.api.ServerTestResource;
import io.ftpcluster.master.http.api.ServersResource;
import io.ftpcluster.master.http.api.SessionsResource;
import io.ftpcluster.master.http.api.TelemetryResource;
import io.ftpcluster.master.http.api.TransfersResource;
import io.ftpcluster.master.http.api.UsersResource;
import io.ftpcluster.master.http.contract.Contract;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.files.FilesResource;
import io.ftpcluster.master.http.live.FleetResource;
import io.ftpcluster.master.http.live.LiveFleet;
import io.ftpcluster.master.http.live.LiveResource;
import io.ftpcluster.master.http.live.VisibleFleet;
import io.ftpcluster.master.http.page.Assets;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.security.OwnOrigin;
import io.ftpcluster.master.http.security.SessionCookie;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.time.Clock;
import java.util.List;

/** Everything that the portal serves by HTTP. */
record HttpResources(Config config, Vertx vertx, Bus bus, FreeMarkerTemplateEngine engine, Assets assets, Pages pages,
        PrometheusMeterRegistry metrics) {

    List<Resource> all(Contract contract, LiveFleet live, HealthResource health) {
        SessionCookie cookie = new SessionCookie(config.http().publicUrl(), Clock.systemUTC());
        VisibleFleet fleet = new VisibleFleet(bus);
        AccountPage account = new AccountPage(bus, pages);
        return List.of(new LoginResource(bus, pages, cookie), new DashboardResource(bus, pages, fleet),
                new MeResource(bus, account), new PasswordResource(bus, account), new PreferencesResource(bus, account),
                new UsersResource(bus, pages), new ServersResource(bus, pages, fleet),
                new EnrolmentResource(bus, pages, fleet), new AccountsResource(bus), new LoginsResource(bus, pages),
                new ServerLogResource(bus), new JobsResource(bus, pages, Clock.systemUTC()),
                new ProvisionResource(bus, pages), new BulkProvisionResource(bus, pages),
                new FleetResource(fleet, pages),
                new LiveResource(bus, fleet, live, metrics, Clock.systemUTC(), config.nodeName(),
                        config.http().edge().limits().livePerUser()),
                new ServerTestResource(bus, pages), new PermissionsResource(bus, pages),
                new SessionsResource(bus, pages, account), new TransfersResource(bus, pages),
                new CopiesResource(bus, pages), new AuditResource(bus, pages),
                new NodesResource(bus, pages, Clock.systemUTC()), new AgentResource(bus),
                new RolloutsResource(bus, pages), new TelemetryResource(bus, Clock.systemUTC()),
                new AlertsResource(bus, pages, Clock.systemUTC()),
                new FilesResource(vertx, bus, engine, pages.common(), config.http().idle(),
                        new OwnOrigin(config.http().publicUrl())),
                health, new MetricsResource(metrics), new DocsResource(contract, pages), new AssetsResource(assets));
    }
}
