package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Acme;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Copies;
import io.ftpcluster.messages.Jobs;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Rollouts;
import io.ftpcluster.messages.Servers;

/** Tells all nodes what has been stored. Each is called after the change and gives its result back. */
public final class ChangeEvents {

    private final Bus bus;

    public ChangeEvents(Bus bus) {
        this.bus = bus;
    }

    /**
     * Somebody may do less from now on, and what they do now ends.
     *
     * @param newPasswordOf whose password it is; null: nobody's
     */
    <T> T access(String newPasswordOf, T result) {
        bus.publish(Permissions.CHANGED, new Permissions.Changed(newPasswordOf));
        return result;
    }

    Servers.Server server(Servers.Server changed) {
        server(changed.id());
        return changed;
    }

    void server(String id) {
        bus.publish(Servers.CHANGED, new Servers.Changed(id));
    }

    /** The agent that a server had is cut off. */
    void agentRevoked(String serverId) {
        bus.publish(Agents.REVOKED, new Agents.Revoked(serverId));
    }

    /**
     * Agents may have to make something so.
     *
     * @param serverId null: of any server
     */
    public <T> T accounts(String serverId, T result) {
        bus.publish(Accounts.CHANGED, new Accounts.Changed(serverId));
        return result;
    }

    Jobs.Job job(Jobs.Job job) {
        return job(job.id(), job);
    }

    <T> T job(String id, T result) {
        bus.publish(Jobs.CHANGED, new Jobs.Changed(id));
        return result;
    }

    Copies.Copy copy(Copies.Copy copy) {
        return copy(copy.id(), copy);
    }

    <T> T copy(String id, T result) {
        bus.publish(Copies.CHANGED, new Copies.Changed(id));
        return result;
    }

    Rollouts.Rollout rollout(Rollouts.Rollout rollout) {
        bus.publish(Rollouts.CHANGED, new Rollouts.Changed(rollout.id()));
        return rollout;
    }

    <T> T certificate(T result) {
        bus.publish(Acme.CHANGED, new Acme.Changed());
        return result;
    }
}
