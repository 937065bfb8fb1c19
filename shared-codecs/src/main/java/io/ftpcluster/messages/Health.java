package io.ftpcluster.messages;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Wire;
import java.time.Duration;

/** Whether a part can do its work, for load balancers. */
public final class Health {

    /** Answered by persistence once the database has answered. */
    public static final Address<Ping, Done> DATABASE = Address.inDatabase("health.database", Ping.class, Done.class)
            .within(Duration.ofSeconds(2));

    private Health() {}

    @Wire("health.ping.v1")
    public record Ping() {}
}
