package io.ftpcluster.frames;

import io.ftpcluster.frames.Frame.FromAgent;
import io.ftpcluster.frames.Frame.FromPortal;
import java.util.Locale;
import java.util.function.Function;

/**
 * Frames as JSON. Unknown fields are skipped, so that a newer end may say more; a type that the other end doesn't know is
 * refused with {@link FrameException}, as is everything else that can't be read. Thread-safe.
 */
public final class FrameCodec {

    private FrameCodec() {}

    public static String encode(Frame frame) {
        JsonText json = new JsonText();
        if (frame instanceof FromAgent fromAgent) {
            write(json, fromAgent);
        } else if (frame instanceof FromPortal fromPortal) {
            write(json, fromPortal);
        }
        return json.end();
    }

    private static void write(JsonText json, FromAgent frame) {
        if (frame instanceof HelloFrame hello) {
            json.text("type", "hello")
                    .number("protocol", hello.protocol())
                    .text("agent_version", hello.agentVersion())
                    .text("alias", hello.alias())
                    .number("clock", hello.clock())
                    .text("system", hello.system())
                    .text("kernel", hello.kernel())
                    .text("architecture", hello.architecture())
                    .text("host_name", hello.hostName())
                    .texts("addresses", hello.addresses())
                    .text("ftp_daemon", hello.ftpDaemon())
                    .text("ftp_version", hello.ftpVersion())
                    .texts("capabilities", hello.capabilities());
            if (hello.datalink() != null) {
                json.object("datalink", own -> own.number("port", hello.datalink().port())
                        .text("tls_fingerprint", hello.datalink().tlsFingerprint()));
            }
            if (hello.failedUpdate() != null) {
                json.object("failed_update", own -> write(own, hello.failedUpdate()));
            }
        } else if (frame instanceof TelemetryFrame telemetry) {
            json.text("type", "telemetry").object("sample", own -> SampleJson.write(own, telemetry.sample()));
        } else if (frame instanceof HistoryFrame history) {
            json.text("type", "history").objects("samples", history.samples(), SampleJson::write);
        } else if (frame instanceof AnswerFrame answer) {
            json.text("type", "answer")
                    .text("id", answer.id())
                    .text("code", name(answer.code()))
                    .text("error", answer.error())
                    .texts("values", answer.values());
        } else if (frame instanceof ProgressFrame progress) {
            json.text("type", "progress")
                    .text("id", progress.id())
                    .text("text", progress.text())
                    .number("percent", progress.percent());
        } else if (frame instanceof DatalinkFrame datalink) {
            json.text("type", DatalinkFrame.TYPE)
                    .objects("changes", datalink.changes(), FrameCodec::write)
                    .texts("names", datalink.names())
                    .number("count", datalink.count());
        }
    }

    private static void write(JsonText json, DatalinkFrame.Change change) {
        json.text("id", change.id())
                .number("at", change.at())
                .text("action", change.action())
                .text("name", change.name())
                .text("from", change.from())
                .text("detail", change.detail());
    }

    private static void write(JsonText json, FailedUpdate failed) {
        json.text("version", failed.version()).text("sha256", failed.sha256()).text("reason", failed.reason());
    }

    private static void write(JsonText json, FromPortal frame) {
        if (frame instanceof WelcomeFrame welcome) {
            json.text("type", "welcome")
                    .text("alias", welcome.alias())
                    .text("node", welcome.node())
                    .number("clock", welcome.clock())
                    .number("interval_seconds", welcome.intervalSeconds());
            if (!welcome.accepts().isEmpty()) {
                json.texts("accepts", welcome.accepts());
            }
        } else if (frame instanceof SettingsFrame settings) {
            json.text("type", "settings").number("interval_seconds", settings.intervalSeconds());
        } else if (frame instanceof StoredFrame stored) {
            json.text("type", "stored").number("at", stored.at());
        } else if (frame instanceof RequestFrame request) {
            json.text("type", "request")
                    .text("id", request.id())
                    .text("action", request.action())
                    .texts("arguments", request.arguments())
                    .number("deadline_ms", request.deadlineMillis())
                    .number("age_ms", request.ageMillis());
            if (request.progress()) {
                json.flag("progress", true);
            }
        } else if (frame instanceof DatalinkStoredFrame stored) {
            json.text("type", "datalink_stored").text("id", stored.id());
        }
    }

    /** @throws FrameException saying what is wrong with it */
    public static FromAgent fromAgent(String json) {
        return decode(json, FrameCodec::fromAgent);
    }

    /** @throws FrameException saying what is wrong with it */
    public static FromPortal fromPortal(String json) {
        return decode(json, FrameCodec::fromPortal);
    }

    private static <T> T decode(String json, Function<JsonFields, T> read) {
        if (json.length() > Protocol.MAX_FRAME) {
            throw new FrameException("a frame has at most " + Protocol.MAX_FRAME + " bytes");
        }
        return read.apply(JsonFields.parse(json));
    }

    private static FromAgent fromAgent(JsonFields fields) {
        return switch (type(fields)) {
            case "hello" -> hello(fields);
            case "telemetry" -> new TelemetryFrame(SampleJson.read(fields.object("sample")));
            case "history" -> new HistoryFrame(fields.objects("samples").stream().map(SampleJson::read).toList());
            case "answer" -> new AnswerFrame(fields.text("id"), code(fields.text("code")), fields.text("error"),
                    fields.textMap("values"));
            case "progress" -> new ProgressFrame(fields.text("id"), fields.text("text"), fields.integer("percent"));
            case DatalinkFrame.TYPE ->
                new DatalinkFrame(fields.objects("changes").stream().map(FrameCodec::change).toList(),
                        fields.texts("names"), fields.integer("count", 0));
            default -> throw new FrameException("unknown type of frame");
        };
    }

    private static DatalinkFrame.Change change(JsonFields fields) {
        return new DatalinkFrame.Change(fields.text("id"), fields.whole("at", 0), fields.text("action"),
                fields.text("name"), fields.text("from"), fields.text("detail"));
    }

    private static HelloFrame hello(JsonFields fields) {
        return new HelloFrame(fields.integer("protocol", 0), fields.text("agent_version"), fields.text("alias"),
                fields.whole("clock", 0), fields.text("system"), fields.text("kernel"), fields.text("architecture"),
                fields.text("host_name"), fields.texts("addresses"), fields.text("ftp_daemon"),
                fields.text("ftp_version"), fields.textsOrNull("capabilities"), datalink(fields.object("datalink")),
                failedUpdate(fields.object("failed_update")));
    }

    private static HelloFrame.Datalink datalink(JsonFields fields) {
        return fields == null
                ? null
                : new HelloFrame.Datalink(fields.integer("port", 0), fields.text("tls_fingerprint"));
    }

    private static FailedUpdate failedUpdate(JsonFields fields) {
        return fields == null
                ? null
                : new FailedUpdate(fields.text("version"), fields.text("sha256"), fields.text("reason"));
    }

    private static String name(AnswerFrame.Code code) {
        return code == null ? null : code.name().toLowerCase(Locale.ROOT);
    }

    /** A newer agent may have reasons that nobody knows here. */
    private static AnswerFrame.Code code(String name) {
        if (name == null) {
            return null;
        }
        for (AnswerFrame.Code code : AnswerFrame.Code.values()) {
            if (name(code).equals(name)) {
                return code;
            }
        }
        return AnswerFrame.Code.FAILED;
    }

    /** A newer portal may have more patience than an agent here. */
    private static RequestFrame request(JsonFields fields) {
        long deadline = fields.whole("deadline_ms", RequestFrame.DEFAULT_MILLIS);
        Long age = fields.whole("age_ms");
        return new RequestFrame(fields.text("id"), fields.text("action"), fields.textMap("arguments"),
                (int) Math.max(0, Math.min(deadline, RequestFrame.MAX_MILLIS)),
                age == null ? null : Integer.valueOf((int) Math.max(-1, Math.min(age, Integer.MAX_VALUE))),
                fields.flag("progress"));
    }

    private static FromPortal fromPortal(JsonFields fields) {
        return switch (type(fields)) {
            case "welcome" -> new WelcomeFrame(fields.text("alias"), fields.text("node"), fields.whole("clock", 0),
                    fields.integer("interval_seconds", 0), fields.texts("accepts"));
            case "settings" -> new SettingsFrame(fields.integer("interval_seconds", 0));
            case "stored" -> new StoredFrame(fields.whole("at", 0));
            case "request" -> request(fields);
            case "datalink_stored" -> new DatalinkStoredFrame(fields.text("id"));
            default -> throw new FrameException("unknown type of frame");
        };
    }

    private static String type(JsonFields fields) {
        String type = fields.text("type");
        if (type == null) {
            throw new FrameException("type is missing");
        }
        return type;
    }
}
