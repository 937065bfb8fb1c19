package io.ftpcluster.master.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import io.ftpcluster.messages.Nodes.Changed;
import io.ftpcluster.messages.Nodes.Node;
import java.util.List;
import java.util.function.Consumer;

/** The members as Hazelcast sees them. */
final class HazelcastMembership implements Membership, MembershipListener {

    private final Cluster cluster;
    private volatile Consumer<Changed> listener = change -> {};

    HazelcastMembership(Cluster cluster) {
        this.cluster = cluster;
        cluster.addMembershipListener(this);
    }

    @Override
    public List<Node> nodes() {
        return cluster.getMembers()
                .stream()
                .flatMap(member -> MemberInfo.of(member).map(facts -> facts.node(member)).stream())
                .toList();
    }

    @Override
    public void listen(Consumer<Changed> told) {
        listener = told;
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        tell(event.getMember(), true);
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        tell(event.getMember(), false);
    }

    private void tell(Member member, boolean joined) {
        MemberInfo.of(member).ifPresent(facts -> listener.accept(new Changed(facts.node(member), joined)));
    }
}
