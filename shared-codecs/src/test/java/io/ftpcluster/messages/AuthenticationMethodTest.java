package io.ftpcluster.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ftpcluster.bus.WireFormat;
import io.ftpcluster.messages.AuthenticationMethod.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthenticationMethodTest {

    @Test
    void onlyWhatThereMayBeSeveralOfHasAnId() {
        assertEquals(Optional.of("s"), AuthenticationMethod.session("s").sessionId());
        assertEquals(Optional.empty(), AuthenticationMethod.PASSWORD.sessionId());
        assertThrows(IllegalArgumentException.class, () -> AuthenticationMethod.session(null));
        assertThrows(IllegalArgumentException.class, () -> new AuthenticationMethod(Kind.PASSWORD, "s"));
        assertThrows(IllegalArgumentException.class, () -> new AuthenticationMethod(Kind.SYSTEM, "s"));
    }

    /** Nobody becomes the portal, or somebody without a session, by what a message leaves out. */
    @Test
    void anActorThatIsCutShortIsRefused() throws Exception {
        Actor actor = new Actor("1", "ann", Users.Role.USER, "192.0.2.1", AuthenticationMethod.session("s"));
        String json = WireFormat.mapper().writeValueAsString(actor);
        assertEquals(actor, WireFormat.mapper().readValue(json, Actor.class));
        assertThrows(com.fasterxml.jackson.core.JacksonException.class, () -> WireFormat.mapper()
                .readValue("{\"userId\":\"1\",\"username\":\"ann\",\"remoteAddress\":\"-\"}", Actor.class));
        assertThrows(com.fasterxml.jackson.core.JacksonException.class,
                () -> WireFormat.mapper().readValue(json.replace("\"id\":\"s\"", "\"id\":null"), Actor.class));
    }
}
