package io.ftpcluster.agent.link;

import io.ftpcluster.agent.net.ClosedByPortal;
import io.ftpcluster.agent.net.UpgradeRefused;
import io.ftpcluster.frames.Protocol;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLException;

/** Why there is no link, and what the operator of this server can do about it, in one line. */
final class ErrorHints {

    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    private ErrorHints() {}

    static String about(IOException end) {
        if (end instanceof UpgradeRefused answer) {
            return end.getMessage() + ofStatus(answer.status());
        } else if (end instanceof ClosedByPortal closed) {
            return end.getMessage() + ofClose(Protocol.Close.of(closed.code()));
        } else if (end instanceof UnknownHostException) {
            // The JDK's own words differ between the first time and the next ones, which it remembers.
            return "the host name is not known";
        }
        return end instanceof SSLException broken ? ofTls(broken) : said(end);
    }

    private static String ofStatus(int status) {
        return switch (status) {
            case UNAUTHORIZED ->
                ": the portal doesn't know this AGENT_TOKEN. Make a new one on the server's page there;"
                        + " the old one is worth nothing from then on";
            case NOT_FOUND -> ": what answers there is no portal. Correct MASTER_URL";
            default -> "";
        };
    }

    private static String ofClose(Protocol.Close close) {
        if (close == null) {
            return "";
        }
        return switch (close) {
            case TOKEN_REVOKED -> ". Give this agent the new AGENT_TOKEN, or stop it";
            case WRONG_SERVER -> ". Correct AGENT_TOKEN or AGENT_ALIAS";
            case REPLACED -> ". When that is no restart of this one, two agents have the same AGENT_TOKEN: stop one";
            case UNKNOWN_PROTOCOL -> ". This agent and the portal are of versions that don't fit";
            case GOING_AWAY, BAD_FRAME, SILENT, TOO_MANY_FRAMES -> "";
        };
    }

    private static String ofTls(SSLException broken) {
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return "the portal's certificate is of no authority that this system knows. Set AGENT_TLS_FINGERPRINT to"
                        + " its SHA-256 fingerprint, or let the system trust its authority";
            }
        }
        String said = said(broken);
        return said.startsWith("Unsupported or unrecognized SSL message")
                ? "what answers doesn't speak TLS. Correct the port, or http:// it is in MASTER_URL"
                : said;
    }

    private static String said(IOException end) {
        return end.getMessage() == null ? end.getClass().getSimpleName() : end.getMessage();
    }
}
