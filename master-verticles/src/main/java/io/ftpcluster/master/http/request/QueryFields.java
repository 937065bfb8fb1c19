package io.ftpcluster.master.http.request;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.text.EnumNames;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an address asks for beside its path. INVALID names the field that isn't as it has to be. */
public final class QueryFields {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,11}");

    private QueryFields() {}

    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** Empty when it isn't said. */
    public static Optional<Integer> number(RoutingContext context, String name, int least, int most) {
        String given = context.queryParams().get(name);
        if (given == null || given.isEmpty()) {
            return Optional.empty();
        }
        long number = isNumber(given) ? Long.parseLong(given) : -1;
        if (number < least || number > most) {
            throw Failure.invalid(name, "must be a whole number from " + least + " to " + most).exception();
        }
        return Optional.of((int) number);
    }

    /** Null when it isn't said. */
    public static <E extends Enum<E>> E choice(RoutingContext context, String name, Class<E> type) {
        String given = context.queryParams().get(name);
        if (given == null) {
            return null;
        }
        return EnumNames.find(type, given).orElseThrow(() -> {
            String choices = Stream.of(type.getEnumConstants()).map(EnumNames::of).collect(Collectors.joining(", "));
            return Failure.invalid(name, "must be one of " + choices).exception();
        });
    }

    /** False when it isn't said. */
    public static boolean flag(RoutingContext context, String name) {
        String given = context.queryParams().get(name);
        if (given != null && !given.equals("true") && !given.equals("false")) {
            throw Failure.invalid(name, "must be true or false").exception();
        }
        return "true".equals(given);
    }
}
