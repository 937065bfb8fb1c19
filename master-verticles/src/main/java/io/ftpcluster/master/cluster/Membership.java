package io.ftpcluster.master.cluster;

import io.ftpcluster.messages.Nodes.Changed;
import io.ftpcluster.messages.Nodes.Node;
import java.util.List;
import java.util.function.Consumer;

/** Who is a member now. Thread-safe. */
public interface Membership {

    /** Oldest first, with this node. */
    List<Node> nodes();

    /** This node. */
    default Node self() {
        return nodes().stream().filter(Node::self).findFirst().orElseThrow();
    }

    /** To be told, on any thread and in order, when another joins or goes. At most one listener. */
    void listen(Consumer<Changed> listener);

    /** Of a node that is alone. */
    static Membership alone(Node self) {
        return new Membership() {

            @Override
            public List<Node> nodes() {
                return List.of(self);
            }

            @Override
            public void listen(Consumer<Changed> listener) {
                // Nobody joins.
            }
        };
    }
}
