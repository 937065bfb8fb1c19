package io.ftpcluster.master.files.ftp.reply;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Servers.FtpSecurity;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the answers of servers mean beyond their codes, as several daemons put it, and what to do about it. The one table of
 * that, for failures of files and for the test of a server. The first that fits counts.
 */
enum ReplyMeaning {

    NEEDS_TLS(
            "(ssl|tls|encrypt\\w*|secure (connection|session)s?)\\b.{0,60}\\b(requ\\w*|must|need\\w*|mandatory|only|first)"
                    + "|(requ\\w*|must|need\\w*|only|use|please)\\b.{0,60}\\b(ssl|tls|encrypt\\w*|secure (connection|session))"
                    + "|(clear ?text|plain([ -]?text)?[ -](ftp|session|connection|login|auth)\\w*|unencrypted|insecure"
                    + "|non-(ssl|tls|secure))\\b.{0,60}\\b(not|n't|refus\\w*|den\\w*|disabled|disallow\\w*|forbidden)"
                    + "|not (allow|accept|support|permit)\\w* (clear ?text|plain|unencrypted|insecure)|\\bauth first",
            null, "The server wants TLS before the login. Set FTP security to explicit.",
            "This server is set up without encryption here, which it doesn't accept. Ask the portal's admin."),
    NO_SPACE("no space left|(not enough|insufficient|no more|out of) (free |disk |storage |system )*(space|storage)"
            + "|(disk|device|volume|drive|partition|file ?system)( is)? full|\\b(space|storage) (limit|exceeded|exhausted)"
            + "|exceeded storage|storage allocation|disk quota|(over|above|exceed\\w*|beyond) (\\w+ ){0,3}quota"
            + "|quota (limit )?(is |has been |was )?(exceed\\w*|reached|full)|quota limit|inodes?\\b|enospc|edquot"
            + "|failure writing to local|error (during write|writing)|write error|could not write|won't be saved"
            + "|input/output error", FailureCode.INSUFFICIENT_STORAGE,
            "Make room on the server: its disk may be full or out of inodes ('df -h' and 'df -i' show which), or the login"
                    + " may have used up its quota.",
            "The server has no room for it. Delete what is no longer needed, or ask the server's admin for space, inodes or"
                    + " quota."),
    TOO_MANY(
            "too many|max(imum|\\.)? (number|allowed|limit|connection|client|session|user|login)|(connection|session|login|user"
                    + "|client)s? limit|limit of .{0,30}(connection|session|login|user|client)|no more (connection|session"
                    + "|user|login)|server is full|already logged in|are already connected|\\(the maximum\\)",
            FailureCode.UNAVAILABLE,
            "Raise the limit of sessions on the server, for this login and for the portal's address, or lower"
                    + " FTPCLUSTER_FTP_SESSIONS_PER_LOGIN.",
            "Try again soon."),
    WRITABLE_ROOT("writable root|writeable root", null,
            "vsftpd refuses logins whose home folder they can write to and are locked into. Set"
                    + " allow_writeable_chroot=YES there, or take the right to write away from the home folder itself.",
            "The login is not set up well on the server. Ask the portal's admin."),
    NO_HOME("cannot change directory|home dir\\w*|user'?s? home|home folder|(root|start|initial) (dir\\w*|folder)|chroot",
            null, "The login's home folder is missing on the server, or the login may not enter it.",
            "The login's folder on the server is missing. Ask the portal's admin."),
    LOCKED("(account|login|user)\\b.{0,40}\\b(expired|disabled|locked|blocked|suspended|inactive)"
            + "|password.{0,20}expired|expired password|(must|need to) change .{0,20}password", null,
            "The account is locked or has expired on the server: unlock it there, or give it a new password.",
            "The login is locked or has expired on the server. Ask the portal's admin."),
    NOT_FROM_HERE(
            "(your|this|from|client) (ip|address|host)\\b.{0,60}\\b(not|n't|den\\w*|ban\\w*|block\\w*|refus\\w*|black)"
                    + "|(banned|blacklisted|blocked)\\b",
            null,
            "The server doesn't let the portal's address in: allow it there (tcp_wrappers, fail2ban, its own list).",
            "The server doesn't let the portal in. Ask the portal's admin.");

    /** Whose failures may be for want of space. */
    private static final Set<FtpOperation> STORING = EnumSet.of(FtpOperation.UPLOAD, FtpOperation.MAKE_FOLDER,
            FtpOperation.RENAME);
    private static final Set<FtpOperation> ENTERING = EnumSet.of(FtpOperation.CONNECT, FtpOperation.TLS,
            FtpOperation.LOGIN);
    /** What other steps' refusals for want of TLS have; the words alone may be those of a name. */
    private static final Set<Integer> POLICY = Set.of(421, 503, 521, 522, 530, 533, 534, 536, 537);
    /** Longer ones say no more, and are read slowly. */
    private static final int LONGEST = 500;

    private final Pattern words;
    private final FailureCode code;
    private final String remedy;
    private final String forUsers;

    /**
     * @param words of the answer in lower case
     * @param code what such a failure is; null: whatever it would be without those words
     * @param remedy for admins
     * @param forUsers what is said to people who can't change the server
     */
    ReplyMeaning(String words, FailureCode code, String remedy, String forUsers) {
        this.words = Pattern.compile(words);
        this.code = code;
        this.remedy = remedy;
        this.forUsers = forUsers;
    }

    /**
     * Null when the answer says no more than its code.
     *
     * @param about the path that was asked for, which the answer may quote, or null
     */
    static ReplyMeaning of(FtpOperation step, Reply reply, FtpSecurity security, String about) {
        String text = words(reply, about);
        for (ReplyMeaning meaning : values()) {
            if (meaning.canBe(step, reply, security)
                    && (meaning.words.matcher(text).find() || meaning.isSaidByCode(reply))) {
                return meaning;
            }
        }
        return null;
    }

    private boolean isSaidByCode(Reply reply) {
        return this == NO_SPACE && (reply.code() == 452 || reply.code() == 552) && !Failures.isDenied(reply);
    }

    private static String words(Reply reply, String about) {
        String all = reply.all();
        if (about != null && !about.equals("/")) {
            all = all.replace(about, "").replace(about.substring(about.lastIndexOf('/') + 1), "");
        }
        return all.substring(0, Math.min(LONGEST, all.length())).toLowerCase(Locale.ROOT);
    }

    private boolean canBe(FtpOperation step, Reply reply, FtpSecurity security) {
        return switch (this) {
            case NEEDS_TLS ->
                security == FtpSecurity.NONE && (ENTERING.contains(step) || POLICY.contains(reply.code()));
            case NO_SPACE -> STORING.contains(step);
            case TOO_MANY -> ENTERING.contains(step) || reply.code() == 421;
            default -> ENTERING.contains(step);
        };
    }

    FailureCode codeOr(FailureCode otherwise) {
        return code == null ? otherwise : code;
    }

    String remedy() {
        return remedy;
    }

    String forUsers() {
        return forUsers;
    }
}
