package io.ftpcluster.master.http.live;

import io.ftpcluster.messages.Telemetry.State;
import java.util.Objects;
import java.util.function.Function;

/**
 * A server as it was last told, with its JSON, made once.
 *
 * @param hasNewFacts whether they differ from those told before
 */
record EncodedState(State state, StateJson.Encoded json, boolean hasNewFacts) {

    /** @param before null for one that nothing was told of */
    static EncodedState of(State state, EncodedState before, Function<State, StateJson.Encoded> encoder) {
        boolean sameFacts = before != null && Objects.equals(before.state.facts(), state.facts());
        return new EncodedState(state, encoder.apply(state), !sameFacts);
    }

    String id() {
        return state.serverId();
    }
}
