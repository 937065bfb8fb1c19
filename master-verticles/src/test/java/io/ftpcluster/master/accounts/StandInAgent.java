package io.ftpcluster.master.accounts;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Agents;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands in for all servers' agents at {@link Agents#REQUEST}, with users in memory: what real agents do with real systems is
 * tested end to end, with them. Here only the portal's side of the exchange is tested, and the answers that real ones give seldom.
 */
final class StandInAgent {

    private static final String LOCKED = "!";

    /** Hashes as in /etc/shadow by name, of each server. */
    private final Map<String, Map<String, String>> users = new ConcurrentHashMap<>();
    /** Answers that some names get, whatever is asked. */
    final Map<String, String> answers = new ConcurrentHashMap<>();
    /** Names of which it says that it does what it doesn't. */
    final Set<String> lies = ConcurrentHashMap.newKeySet();
    /** Servers without a link. */
    final Set<String> away = ConcurrentHashMap.newKeySet();
    /** Servers whose agents have no such actions. */
    final Set<String> unable = ConcurrentHashMap.newKeySet();
    /** As {@code action count}, in their order. */
    final List<String> asked = new CopyOnWriteArrayList<>();
    /** What it was told of names last. */
    final Map<String, String> told = new ConcurrentHashMap<>();

    Future<?> start(Bus bus) {
        return bus.answer(Agents.REQUEST, this::answer);
    }

    Map<String, String> users(String server) {
        return users.computeIfAbsent(server, made -> new ConcurrentHashMap<>());
    }

    private Agents.Answer answer(Agents.Request request) {
        if (away.contains(request.serverId())) {
            throw Failure.of(FailureCode.UNAVAILABLE, "The server's agent is not linked.").exception();
        }
        if (unable.contains(request.serverId())) {
            throw Failure.of(FailureCode.UNSUPPORTED, "no such action").exception();
        }
        asked.add(request.action() + " " + request.arguments().size());
        Map<String, String> here = users(request.serverId());
        return new Agents.Answer(switch (request.action()) {
            case "accounts.digest" -> digest(here);
            case "accounts.list" -> list(here, request.arguments());
            case "accounts.apply" -> apply(here, request.arguments());
            default -> throw Failure.of(FailureCode.UNSUPPORTED, request.action()).exception();
        });
    }

    private Map<String, String> apply(Map<String, String> here, Map<String, String> arguments) {
        Map<String, String> said = new HashMap<>();
        arguments.forEach((name, desired) -> {
            told.put(name, desired);
            String answer = answers.getOrDefault(name, "done");
            if (answer.startsWith("done") && !lies.contains(name)) {
                String password = desired.substring(desired.indexOf('=', "state=".length()) + 1)
                        .split(" quota=", -1)[0];
                if (desired.startsWith("state=active")) {
                    here.put(name, password);
                } else if (desired.startsWith("state=locked")) {
                    here.put(name, LOCKED + password);
                } else {
                    here.remove(name);
                }
            }
            said.put(name, answer);
        });
        return said;
    }

    private static Map<String, String> digest(Map<String, String> here) {
        Map<String, String> said = new HashMap<>(Map.of("count", Integer.toString(here.size())));
        for (int bucket = 0; bucket < 32; bucket++) {
            StringBuilder lines = new StringBuilder();
            for (String name : of(here, bucket).keySet()) {
                String shadow = here.get(name);
                boolean locked = shadow.startsWith(LOCKED);
                lines.append(name)
                        .append('\t')
                        .append(locked ? shadow.substring(1) : shadow)
                        .append(locked ? "\tlocked" : "\tunlocked")
                        .append("\thome\n");
            }
            said.put("bucket." + bucket, HexFormat.of().formatHex(sha256(lines.toString())));
        }
        return said;
    }

    private static Map<String, String> list(Map<String, String> here, Map<String, String> arguments) {
        Map<String, String> said = new HashMap<>();
        of(here, Integer.parseInt(arguments.get("bucket"))).tailMap(arguments.getOrDefault("after", ""), false)
                .entrySet()
                .stream()
                .limit(64)
                .forEach(user -> said.put(user.getKey(), user.getValue().startsWith(LOCKED) ? "locked" : "unlocked"));
        return said;
    }

    private static NavigableMap<String, String> of(Map<String, String> here, int bucket) {
        NavigableMap<String, String> some = new TreeMap<>(here);
        some.keySet().removeIf(name -> (sha256(name)[0] & 0xff) % 32 != bucket);
        return some;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
