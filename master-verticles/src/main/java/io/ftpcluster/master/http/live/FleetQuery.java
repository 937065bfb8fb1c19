package io.ftpcluster.master.http.live;

import io.ftpcluster.frames.Sample;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.text.EnumNames;
import io.vertx.core.MultiMap;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which servers a page shows and in what order, as its address says. What the address says wrongly counts as not said.
 *
 * @param text a part of the alias, in any case
 * @param state its name in lower case, {@code alerts} for those with one, or empty for all
 * @param sort a key of {@link #ORDERS}, with a minus before it for the other way round
 * @param page which of the pages of {@link #PAGE} servers, from 1
 */
public record FleetQuery(String text, String state, String sort, int page) {

    /** What a page comes with; an open one is told of the others afterwards. */
    static final int PAGE = 100;

    private static final int MAX_TEXT = 64;
    private static final Pattern PAGE_NUMBER = Pattern.compile("[1-9][0-9]{0,5}");
    private static final String ALERTS = "alerts";
    private static final String BY_NAME = "alias";

    /** Numbers start with the highest, states with the worst: what one looks for. */
    private static final Map<String, Comparator<FleetServer>> ORDERS = orders();

    private static Map<String, Comparator<FleetServer>> orders() {
        Comparator<FleetServer> byName = Comparator.comparing(FleetServer::alias, String.CASE_INSENSITIVE_ORDER);
        Map<String, Comparator<FleetServer>> orders = new HashMap<>();
        orders.put(BY_NAME, byName);
        orders.put("state", Comparator.<FleetServer>comparingInt(FleetQuery::trouble).reversed());
        orders.put("mem", highest(sample -> number(sample.memPercent())));
        orders.put("cpu", highest(sample -> number(sample.cpuPercent())));
        orders.put("disk",
                highest(sample -> Stream
                        .of(sample.ftpDiskPercent(), sample.rootDiskPercent(), sample.ftpInodesPercent(),
                                sample.rootInodesPercent())
                        .mapToDouble(FleetQuery::number)
                        .max()
                        .orElse(-1)));
        orders.put("sessions", highest(sample -> number(sample.ftpSessions())));
        return Map.copyOf(orders);
    }

    public static FleetQuery of(MultiMap parameters) {
        String text = Objects.requireNonNullElse(parameters.get("q"), "").strip();
        String state = Objects.requireNonNullElse(parameters.get("state"), "").toLowerCase(Locale.ROOT);
        String sort = Objects.requireNonNullElse(parameters.get("sort"), "");
        return new FleetQuery(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text,
                isState(state) ? state : "", ORDERS.containsKey(key(sort)) ? sort : BY_NAME,
                page(parameters.get("page")));
    }

    private static int page(String given) {
        return given != null && PAGE_NUMBER.matcher(given).matches() ? Integer.parseInt(given) : 1;
    }

    private static boolean isState(String name) {
        return name.equals(ALERTS)
                || List.of(Condition.values()).stream().anyMatch(one -> EnumNames.of(one).equals(name));
    }

    private static String key(String sort) {
        return sort.startsWith("-") ? sort.substring(1) : sort;
    }

    /** Those that it shows, in its order. */
    List<FleetServer> select(List<FleetServer> servers) {
        Comparator<FleetServer> order = ORDERS.get(key(sort));
        return servers.stream()
                .filter(this::shows)
                .sorted((sort.startsWith("-") ? order.reversed() : order).thenComparing(ORDERS.get(BY_NAME)))
                .toList();
    }

    private boolean shows(FleetServer server) {
        boolean named = server.alias().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
        return named && (state.isEmpty() || isIn(server));
    }

    private boolean isIn(FleetServer server) {
        if (server.state() == null) {
            return false;
        }
        return state.equals(ALERTS)
                ? !server.state().alerts().isEmpty()
                : EnumNames.of(server.state().condition()).equals(state);
    }

    private static int trouble(FleetServer server) {
        if (server.state() == null) {
            return 0;
        }
        int alerts = server.state().alerts().isEmpty() ? 0 : 10;
        return alerts + switch (server.state().condition()) {
            case OFFLINE -> 5;
            case STALE -> 4;
            case NEVER_SEEN -> 2;
            case LIVE -> 1;
        };
    }

    private static Comparator<FleetServer> highest(ToDoubleFunction<Sample> value) {
        return Comparator
                .<FleetServer>comparingDouble(server -> server.state() == null || server.state().latest() == null
                        ? -1
                        : value.applyAsDouble(server.state().latest()))
                .reversed();
    }

    private static double number(Number value) {
        return value == null ? -1 : value.doubleValue();
    }
}
