package io.ftpcluster.messages;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.text.UserNames;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of system users that agents make: such as {@code useradd} takes anywhere, and none that a system has for itself. */
public final class AccountName {

    public static final int MAX_LENGTH = UserNames.MAX_LENGTH;

    private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-z0-9_]+");
    private static final Pattern DASHES_AT_ENDS = Pattern.compile("^-+|-+$");

    private AccountName() {}

    /**
     * A readable one for a name of the portal, always the same; it may be {@link UserNames#isReserved reserved}, and others may have it:
     * {@link #numbered} makes the next one.
     */
    public static String of(String username) {
        String plain = NOT_ALLOWED.matcher(username.toLowerCase(Locale.ROOT)).replaceAll("-");
        String name = DASHES_AT_ENDS.matcher(plain).replaceAll("");
        // Of a number alone nobody could tell whether it is a name or an id of a user.
        boolean begins = !name.isEmpty() && !Character.isDigit(name.charAt(0));
        return cut(begins ? name : "u-" + name, MAX_LENGTH);
    }

    /** As {@code name-2}: of the same length at most. */
    public static String numbered(String name, int number) {
        String suffix = "-" + number;
        return cut(name, MAX_LENGTH - suffix.length()) + suffix;
    }

    /** INVALID naming the field unless an account may be called so. */
    public static String require(String field, String name) {
        Checks.required(field, name);
        if (!UserNames.isPossible(name)) {
            throw Failure
                    .invalid(field,
                            "must be 1 to " + MAX_LENGTH
                                    + " of the characters a-z 0-9 _ - and start with a letter or _,"
                                    + " as a system user is to be made by this name")
                    .exception();
        }
        if (UserNames.isReserved(name)) {
            throw Failure.invalid(field, "must not be a name that systems have for themselves").exception();
        }
        return name;
    }

    private static String cut(String name, int length) {
        String cut = name.length() > length ? name.substring(0, length) : name;
        return DASHES_AT_ENDS.matcher(cut).replaceAll("");
    }
}
