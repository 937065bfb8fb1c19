package io.ftpcluster.agent.action;

import java.util.Map;

/** Does nothing: shows that requests reach this agent and are answered. */
final class PingAction implements Action {

    @Override
    public String name() {
        return "ping";
    }

    @Override
    public Map<String, String> run(Map<String, String> arguments, Progress progress) {
        return Map.of();
    }
}
