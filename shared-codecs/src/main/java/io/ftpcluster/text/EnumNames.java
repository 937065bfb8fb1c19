package io.ftpcluster.text;

import java.util.Locale;
import java.util.Optional;

/** What constants are called outside the program: in JSON, forms, frames and metrics. */
public final class EnumNames {

    private EnumNames() {}

    /** In lower case: {@code disk_full}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The constant of this name; upper case is another name. */
    public static <E extends Enum<E>> Optional<E> find(Class<E> type, String name) {
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(name)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }
}
