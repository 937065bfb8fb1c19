package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Wire;

/**
 * How servers join the fleet. Answered by provisioning on the same node: an agent's token in clear is told once, to whoever
 * asked for it, and never leaves the process. So the answers have no names on the wire.
 */
public final class Provisioning {

    /**
     * Makes the server and its agent's token in one transaction, so that there is no server without the token that it was to
     * have. CONFLICT when the alias is taken.
     */
    public static final Address<Register, Registered> REGISTER = Address.onThisNode("provisioning.register",
            Register.class, Registered.class);
    /** Replaces the server's token; the old one is worth nothing from then on. NOT_FOUND when there is no such server. */
    public static final Address<IssueToken, IssuedToken> ISSUE_TOKEN = Address.onThisNode("provisioning.issue-token",
            IssueToken.class, IssuedToken.class);
    /** What makes a machine the server of these settings. */
    public static final Address<MakeScript, Script> MAKE_SCRIPT = Address.onThisNode("provisioning.make-script",
            MakeScript.class, Script.class);

    private Provisioning() {}

    /** @param withToken whether its agent gets a token; false where nobody could be told it */
    @Wire("provisioning.register.v1")
    public record Register(Actor actor, Servers.Settings settings, boolean withToken) {
        public Register {
            required("actor", actor);
            required("settings", settings);
        }
    }

    /**
     * @param token of its agent, in clear; null when none was asked for
     * @param script as {@link #MAKE_SCRIPT} makes it
     */
    public record Registered(Servers.Server server, Secret token, Script script) {}

    /** @param serverRef id or alias */
    @Wire("provisioning.issue-token.v1")
    public record IssueToken(Actor actor, String serverRef) {
        public IssueToken {
            required("actor", actor);
            required("server", serverRef);
        }
    }

    /** @param token in clear */
    public record IssuedToken(Secret token) {}

    @Wire("provisioning.make-script.v1")
    public record MakeScript(Servers.Settings settings) {
        public MakeScript {
            required("settings", settings);
        }
    }

    /** @param text for bash, to be run as root; says nothing secret */
    public record Script(String text) {}
}
