package io.ftpcluster.master.http.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Alerts;
import io.ftpcluster.messages.Telemetry.HostInfo;
import io.ftpcluster.messages.Telemetry.Probed;
import io.ftpcluster.messages.Telemetry.State;
import io.ftpcluster.text.EnumNames;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

/**
 * How a server stands, in JSON: the one place that says how that looks. It is made of parts that can be put together for
 * whoever sees it without encoding anything again. Measurements that are missing are left out.
 */
final class StateJson {

    private static final JsonFactory JSON = new JsonFactory();
    private static final double TENTHS = 10;

    /**
     * Parts of one JSON object.
     *
     * @param core from the brace on that opens it; without the one that closes it
     * @param details further members for admins, with a comma before each: whose sessions there are, and which node knows
     * @param facts likewise; may be left out where the reader knows them
     */
    record Encoded(Buffer core, Buffer details, Buffer facts) {}

    private StateJson() {}

    static Encoded encode(State state) {
        byte[] core = object(json -> writeCore(json, state));
        byte[] details = object(json -> {
            text(json, "node", state.node());
            text(json, "probe_reason", state.probe() == null ? null : state.probe().reason());
            writeUsers(json, state.latest());
        });
        byte[] facts = object(json -> writeFacts(json, state.facts()));
        return new Encoded(opened(core), continued(details), continued(facts));
    }

    private static Buffer opened(byte[] object) {
        return Buffer.buffer(Arrays.copyOf(object, object.length - 1));
    }

    private static Buffer continued(byte[] object) {
        object[0] = ',';
        return opened(object);
    }

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static byte[] object(Writing members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            members.to(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void writeCore(JsonGenerator json, State state) throws IOException {
        text(json, "id", state.serverId());
        text(json, "alias", state.alias());
        text(json, "state", EnumNames.of(state.condition()));
        text(json, "since", time(state.since()));
        text(json, "last_seen", time(state.lastSeen()));
        text(json, "reason", state.reason());
        json.writeArrayFieldStart("alerts");
        for (Alerts.Kind alert : state.alerts()) {
            json.writeString(EnumNames.of(alert));
        }
        json.writeEndArray();
        writeProbe(json, state.probe());
        if (state.latest() == null) {
            json.writeNullField("sample");
            return;
        }
        json.writeObjectFieldStart("sample");
        writeSample(json, state.latest());
        json.writeEndObject();
    }

    private static void writeProbe(JsonGenerator json, Probed probe) throws IOException {
        if (probe == null) {
            json.writeNullField("probe");
            return;
        }
        json.writeObjectFieldStart("probe");
        text(json, "at", time(probe.at()));
        whole(json, "millis", probe.millis());
        text(json, "step", probe.answers() ? null : EnumNames.of(probe.step()));
        json.writeBooleanField("login_refused", probe.refused());
        json.writeEndObject();
    }

    private static void writeSample(JsonGenerator json, Sample sample) throws IOException {
        text(json, "at", Instant.ofEpochMilli(sample.at()).toString());
        tenths(json, "mem_percent", sample.memPercent());
        whole(json, "mem_bytes", sample.memBytes());
        tenths(json, "cpu_percent", sample.cpuPercent());
        tenths(json, "root_disk_percent", sample.rootDiskPercent());
        whole(json, "root_disk_bytes", sample.rootDiskBytes());
        tenths(json, "ftp_disk_percent", sample.ftpDiskPercent());
        whole(json, "ftp_disk_bytes", sample.ftpDiskBytes());
        tenths(json, "root_inodes_percent", sample.rootInodesPercent());
        tenths(json, "ftp_inodes_percent", sample.ftpInodesPercent());
        tenths(json, "load_1m", sample.load1());
        whole(json, "received_bytes_per_second", rounded(sample.receivedPerSecond()));
        whole(json, "sent_bytes_per_second", rounded(sample.sentPerSecond()));
        whole(json, "uptime_seconds", sample.uptimeSeconds());
        whole(json, "ftp_sessions", sample.ftpSessions() == null ? null : Long.valueOf(sample.ftpSessions()));
        text(json, "ftp_state", EnumNames.of(sample.ftpState()));
    }

    private static void writeUsers(JsonGenerator json, Sample sample) throws IOException {
        json.writeObjectFieldStart("ftp_users");
        if (sample != null) {
            for (Map.Entry<String, Integer> user : sample.ftpUsers().entrySet()) {
                json.writeNumberField(user.getKey(), user.getValue());
            }
        }
        json.writeEndObject();
    }

    private static void writeFacts(JsonGenerator json, HostInfo facts) throws IOException {
        if (facts == null) {
            json.writeNullField("facts");
            return;
        }
        json.writeObjectFieldStart("facts");
        text(json, "agent_version", facts.agentVersion());
        text(json, "system", facts.system());
        text(json, "kernel", facts.kernel());
        text(json, "architecture", facts.architecture());
        text(json, "host_name", facts.hostName());
        json.writeArrayFieldStart("addresses");
        for (String address : facts.addresses()) {
            json.writeString(address);
        }
        json.writeEndArray();
        text(json, "ftp_daemon", facts.ftpDaemon());
        text(json, "ftp_version", facts.ftpVersion());
        if (facts.datalink() == null) {
            json.writeNullField("datalink");
        } else {
            json.writeObjectFieldStart("datalink");
            json.writeNumberField("port", facts.datalink().port());
            text(json, "tls_fingerprint", facts.datalink().tlsFingerprint());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    static String time(Instant at) {
        return at == null ? null : at.toString();
    }

    private static Long rounded(Double value) {
        return value == null ? null : Long.valueOf(Math.round(value));
    }

    private static void text(JsonGenerator json, String field, String value) throws IOException {
        json.writeStringField(field, value);
    }

    private static void whole(JsonGenerator json, String field, Long value) throws IOException {
        if (value != null) {
            json.writeNumberField(field, value);
        }
    }

    private static void tenths(JsonGenerator json, String field, Double value) throws IOException {
        if (value != null) {
            json.writeNumberField(field, Math.round(value * TENTHS) / TENTHS);
        }
    }
}
