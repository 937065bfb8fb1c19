package io.ftpcluster.agent.action;

import io.ftpcluster.agent.update.AgentUpdates;
import io.ftpcluster.agent.update.UpdateException;
import io.ftpcluster.frames.FrameException;
import io.ftpcluster.frames.UpdateStatement;
import java.util.Map;

/** Puts another version of this agent in its place, which is tried when this one has ended. */
final class AgentUpdateAction implements Action {

    private final AgentUpdates updates;

    AgentUpdateAction(AgentUpdates updates) {
        this.updates = updates;
    }

    @Override
    public String name() {
        return UpdateStatement.ACTION;
    }

    @Override
    public Map<String, String> run(Map<String, String> arguments, Progress progress)
            throws ActionException, InterruptedException {
        try {
            updates.install(UpdateStatement.of(arguments), arguments.getOrDefault("signature", ""),
                    "true".equals(arguments.get("force")), progress::tell);
            return Map.of();
        } catch (FrameException e) {
            throw ActionException.invalid(e.getMessage());
        } catch (UpdateException e) {
            throw e.isRefused() ? ActionException.invalid(e.getMessage()) : ActionException.failed(e.getMessage(), e);
        }
    }
}
