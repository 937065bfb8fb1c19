package io.ftpcluster.master.http.page;

import io.ftpcluster.master.http.security.ClientAddress;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * What a form achieved, said once on the page that it leads to. A short-lived cookie carries it there: the name of one
 * of these, so that nobody can make a page say something else.
 */
public enum FlashMessage {
    USER_ADDED("User added."),
    USER_SAVED("User saved."),
    USER_DELETED("User deleted."),
    PASSWORD_CHANGED("Password changed. Your other sessions have ended."),
    PREFERENCES_SAVED("Saved."),
    SERVER_ADDED("Server added. Below are the ways to set it up."),
    SERVER_SAVED("Server saved."),
    SERVER_DELETED("Server deleted."),
    PERMISSION_GRANTED("Permission granted."),
    PERMISSION_SAVED("Permission saved."),
    PERMISSION_REMOVED("Permission removed."),
    PASSWORD_ROTATED("A new password was made; the agent sets it."),
    JOB_BEGUN("The job has begun."),
    JOBS_BEGUN("The jobs have begun; some of them wait for their turn."),
    ROLLOUT_BEGUN("The update of the agents has begun."),
    ROLLOUT_CANCELLED("No further agent is updated."),
    JOB_CANCELLING("The job is being cancelled."),
    ACCOUNT_LOCKED("The agent locks the account and ends what it runs."),
    ACCOUNT_UNLOCKED("The agent unlocks the account."),
    LOGIN_ADDED("Stored login added."),
    LOGIN_SAVED("Stored login saved; all permissions that use it have it."),
    LOGIN_DELETED("Stored login deleted."),
    SESSION_ENDED("Session ended."),
    SESSIONS_ENDED("All other sessions have ended."),
    TRANSFER_ENDED("Transfer ended."),
    COPY_BEGUN("It goes on by itself; you may close this page."),
    COPY_CANCELLING("It is being cancelled.");

    private static final String COOKIE = "notice";
    private static final int SECONDS = 30;

    private final String text;

    FlashMessage(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public void leave(RoutingContext context) {
        context.response().addCookie(cookie(context, name(), SECONDS));
    }

    static boolean isLeft(RoutingContext context) {
        return context.request().getCookie(COOKIE) != null;
    }

    /** What was left for this browser; it won't come again. */
    static Optional<FlashMessage> take(RoutingContext context) {
        Cookie left = context.request().getCookie(COOKIE);
        if (left == null) {
            return Optional.empty();
        }
        context.response().addCookie(cookie(context, "", 0));
        for (FlashMessage notice : values()) {
            if (notice.name().equals(left.getValue())) {
                return Optional.of(notice);
            }
        }
        return Optional.empty();
    }

    private static Cookie cookie(RoutingContext context, String value, long seconds) {
        return Cookie.cookie(COOKIE, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(ClientAddress.of(context).https())
                .setMaxAge(seconds);
    }
}
