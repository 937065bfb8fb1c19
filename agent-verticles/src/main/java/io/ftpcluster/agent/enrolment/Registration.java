package io.ftpcluster.agent.enrolment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Asks the masters in turn, until one says yes or no: who a token belongs to, and for a new one. */
final class Registration {

    private static final String REGISTER = "/api/register";
    private static final String AGENT = "/agent";
    private static final String TOKEN = "fca_[A-Za-z0-9_-]{43}";
    private static final String NEW_COMMAND = "Make a new command or bundle on the server's page of the portal, and use that";
    private static final int ROUNDS = 2;
    private static final int LONGEST_TEXT = 200;

    private final EnrolOptions options;
    private final PortalClient client;

    /**
     * What is told of this machine.
     *
     * @param certificate SHA-256 of the FTP daemon's in hex; null: it has none
     */
    record Machine(String publicKey, String hostName, String certificate) {}

    Registration(EnrolOptions options, PortalClient client) {
        this.options = options;
        this.client = client;
    }

    /**
     * Whether the portal still takes an agent's token. It is shown where agents link, without asking for a link, so that one that
     * runs isn't replaced.
     *
     * @throws EnrolException when no master answers
     */
    boolean isTaken(Secret token) throws EnrolException {
        return ask(master -> {
            PortalAnswer answer = client.send(master, AGENT, token, null);
            return switch (answer.status()) {
                case 401, 403 -> false;
                // The token is good, and what it was shown with is no upgrade.
                case 400, 426 -> true;
                default -> throw new IOException(unexpected(answer));
            };
        });
    }

    /**
     * The agent's token.
     *
     * @throws EnrolException saying what the portal, or each master, said and what to do
     */
    Secret register(Secret secret, Machine machine) throws EnrolException {
        return ask(master -> {
            PortalAnswer answer = client.send(master, REGISTER, secret, json(machine, address(master)));
            return switch (answer.status()) {
                case 200 -> registered(answer);
                case 401 -> throw no(master,
                        "doesn't know the secret: it was replaced, or is more than an hour old. " + NEW_COMMAND);
                case 403 -> throw no(master, "says that the secret is another server's than " + options.alias()
                        + ". Use the command or bundle of that server");
                case 409 -> throw no(master, "says that another machine has used the secret. " + NEW_COMMAND
                        + "; if you don't know that machine, revoke the server's token there");
                case 429 -> throw no(master, "has had too many wrong secrets from this address. Wait "
                        + wait(answer.retryAfter()) + ", then run this again");
                case 400, 415, 422 -> throw no(master, "doesn't take what this machine says of itself (" + told(answer)
                        + "). Are this agent and the portal of versions that fit?");
                default -> throw new IOException(unexpected(answer));
            };
        });
    }

    private interface Question<T> {
        T ask(Endpoint master) throws IOException, EnrolException;
    }

    /** An answer may be lost on its way, so all are asked twice. */
    private <T> T ask(Question<T> question) throws EnrolException {
        List<String> failures = new ArrayList<>();
        IOException last = null;
        for (int round = 0; round < ROUNDS; round++) {
            failures.clear();
            pause(round);
            for (Endpoint master : options.masters()) {
                try {
                    return question.ask(master);
                } catch (IOException e) {
                    last = e;
                    failures.add(master + ": " + reason(e));
                }
            }
        }
        throw new EnrolException("no portal could be asked (" + String.join("; ", failures)
                + "). Can this machine reach it, and is --master right? Then run this again", last);
    }

    private static void pause(int seconds) throws EnrolException {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnrolException("interrupted", e);
        }
    }

    private static EnrolException no(Endpoint master, String what) {
        return new EnrolException("the portal " + master + " " + what);
    }

    private static Secret registered(PortalAnswer answer) throws IOException {
        Map<String, String> texts;
        try {
            texts = answer.texts();
        } catch (IOException e) {
            throw new IOException("what answers is no portal: its answer is no JSON", e);
        }
        String token = texts.getOrDefault("agent_token", "");
        if (!"ok".equals(texts.get("status")) || !token.matches(TOKEN)) {
            throw new IOException("what answers is no portal: there is no agent_token in its answer");
        }
        return new Secret(token);
    }

    private byte[] json(Machine machine, String address) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("slave_id", options.alias());
            json.writeStringField("pubkey", machine.publicKey());
            json.writeStringField("hostname", machine.hostName());
            write(json, "ip", address);
            if (options.ftpPort() != null) {
                json.writeNumberField("ftp_port", options.ftpPort());
            }
            write(json, "ftp_security", options.ftpSecurity());
            write(json, "tls_fingerprint", machine.certificate());
            write(json, "ftp_passive_ports", options.ftpPassivePorts());
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, String name, String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /** Of this machine, as a master would see it if nothing translates; nothing is sent. Null when that can't be told. */
    private static String address(Endpoint master) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(master.host()), master.port()));
            String address = socket.getLocalAddress().getHostAddress();
            int zone = address.indexOf('%');
            return zone < 0 ? address : address.substring(0, zone);
        } catch (IOException e) {
            return null;
        }
    }

    private static String unexpected(PortalAnswer answer) {
        if (answer.status() / 100 == 3) {
            return "it answers with a redirection to " + clean(answer.location())
                    + ", which isn't followed, as the secret would go along; correct --master";
        }
        return answer.status() == 404
                ? "what answers is no portal, or one that is too old (HTTP status 404)"
                : "HTTP status " + answer.status();
    }

    private static String told(PortalAnswer answer) {
        try {
            return clean(answer.texts().getOrDefault("detail", "HTTP status " + answer.status()));
        } catch (IOException e) {
            return "HTTP status " + answer.status();
        }
    }

    private static String wait(String retryAfter) {
        return retryAfter != null && retryAfter.matches("[0-9]{1,5}") ? retryAfter + " s" : "some minutes";
    }

    private static String clean(String text) {
        return text == null ? "nowhere" : Printable.line(text, LONGEST_TEXT);
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "the host name is not known";
        }
        if (e instanceof SSLException) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof CertPathBuilderException) {
                    return "its certificate is of no authority that this system knows, and no --tls-fingerprint was given";
                }
            }
        }
        return clean(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
}
