package io.ftpcluster.agent.link;

import io.ftpcluster.agent.config.Endpoint;
import java.util.List;
import java.util.random.RandomGenerator;

/** The masters in turn, beginning at a random one so that agents spread over them. Not thread-safe. */
final class EndpointRotation {

    private final List<Endpoint> endpoints;
    private int next;

    EndpointRotation(List<Endpoint> endpoints, RandomGenerator random) {
        this.endpoints = endpoints;
        this.next = random.nextInt(endpoints.size());
    }

    Endpoint next() {
        Endpoint endpoint = endpoints.get(next);
        next = (next + 1) % endpoints.size();
        return endpoint;
    }
}
