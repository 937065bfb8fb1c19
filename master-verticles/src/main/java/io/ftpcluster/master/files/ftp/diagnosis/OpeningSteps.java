package io.ftpcluster.master.files.ftp.diagnosis;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.diagnosis.StepReport.StepError;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.Connector;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.SessionObserver;
import io.ftpcluster.master.files.ftp.tls.Tls;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;

/**
 * The steps of a test up to the login: a real session is opened, and what is seen on the way tells how long each part
 * took and which one failed.
 */
public final class OpeningSteps implements SessionObserver {

    private static final int SHOWN_ADDRESSES = 8;
    private static final Pattern AUTH_REFUSED = Pattern.compile("^TLS: [45]\\d\\d.*");

    private final Connector connector;
    private final RemoteLogin login;
    private final Failures failures;
    private final StepReport log;
    private final FtpSecurity security;
    private Name now;
    private StepResult result;
    private long since;
    private InetAddress address;
    private Tls tls;

    public OpeningSteps(Connector connector, RemoteLogin login, StepReport log) {
        this.connector = connector;
        this.login = login;
        this.failures = new Failures(login);
        this.log = log;
        this.security = login.settings().ftpSecurity();
    }

    /** A session without a login yet, or null when that failed. */
    public FtpSession run() {
        enter(Name.RESOLVE);
        FtpSession session = null;
        try {
            session = connector.connect(login, this);
            leave();
        } catch (IOException | FailureException e) {
            fail(e);
        }
        if (security == FtpSecurity.NONE) {
            log.skip(Name.TLS, "This server is set to FTP security none: logins and files travel unencrypted.");
        }
        return session;
    }

    private void enter(Name next) {
        now = next;
        result = new StepResult();
        since = System.nanoTime();
    }

    /** Leaves the step that is under way; between two of them there is none. */
    private void leave() {
        if (now != null && !log.isBroken()) {
            log.add(now, result, System.nanoTime() - since);
        }
        now = null;
    }

    private void fail(Exception cause) {
        if (now == Name.TLS && tls.check().hasRefused()) {
            new CertificateFacts(login, tls.check()).refuse(result);
        } else if (now != null) {
            log.explain(result, this::advice, cause);
        }
        leave();
    }

    /** Everything may be tried a second time. */
    @Override
    public void resolved(List<InetAddress> addresses) {
        List.of(Name.RESOLVE, Name.CONNECT, Name.GREETING, Name.TLS).forEach(log::forget);
        if (now != Name.RESOLVE) {
            enter(Name.RESOLVE);
        }
        String host = login.settings().host();
        String all = addresses.stream()
                .limit(SHOWN_ADDRESSES)
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
        result.say(host.equals(all) ? host + " is an address: nothing to look up." : host + " is " + all + ".");
        leave();
        enter(Name.CONNECT);
        address = null;
    }

    @Override
    public void dialling(InetAddress next, Tls tlsOfThis) {
        if (address != null) {
            if (now != Name.CONNECT) {
                List.of(Name.CONNECT, Name.GREETING, Name.TLS).forEach(log::forget);
                enter(Name.CONNECT);
            }
            result.warn(address.getHostAddress() + " did not work, so the next address was tried.",
                    "Mend the address that doesn't work or take it out of DNS: each new connection loses time there.");
        }
        address = next;
        tls = tlsOfThis;
    }

    @Override
    public void connected() {
        result.say("Connected to " + address.getHostAddress() + " port " + login.settings().ftpPort() + ".");
        leave();
        enter(security == FtpSecurity.IMPLICIT ? Name.TLS : Name.GREETING);
    }

    @Override
    public void greeted(Reply greeting) {
        if (greeting.isPositive()) {
            result.say(failures.quoted(greeting));
        } else {
            result.fail("The server turned the portal away (" + failures.quoted(greeting) + ").",
                    "Look at the FTP server's log, and whether it lets the portal's address in.");
        }
        leave();
        enter(Name.TLS);
    }

    @Override
    public void secured(SSLSession session) {
        result.say(session.getProtocol() + " with " + session.getCipherSuite() + ", "
                + (security == FtpSecurity.IMPLICIT ? "implicit" : "explicit (AUTH TLS)") + ".");
        new CertificateFacts(login, tls.check()).describe(result);
        leave();
        if (security == FtpSecurity.IMPLICIT) {
            enter(Name.GREETING);
        }
    }

    @Override
    public void replied(Reply greeting) {
        if (now == Name.GREETING && greeting.isPositive()) {
            result.say(failures.quoted(greeting));
        }
    }

    private String advice(StepError trouble) {
        int port = login.settings().ftpPort();
        return switch (now) {
            case RESOLVE -> "Correct the host in this server's settings, or add the name to the DNS that the portal's"
                    + " machine asks.";
            case CONNECT -> connectAdvice(trouble, port);
            case GREETING -> greetingAdvice(trouble, port);
            default -> tlsAdvice(trouble, port);
        };
    }

    private static String connectAdvice(StepError trouble, int port) {
        if (trouble.silent()) {
            return "Nothing came back at all, as when a firewall drops packets or the machine is off. Open port " + port
                    + " for the portal's address and check that the machine runs.";
        }
        return trouble.says("refused")
                ? "The machine answers, but nothing listens at port " + port
                        + ". Start the FTP server there or correct the port in this server's settings."
                : null;
    }

    private String greetingAdvice(StepError trouble, int port) {
        if (trouble.silent() && security != FtpSecurity.IMPLICIT) {
            return "The server took the connection and said nothing. If port " + port
                    + " is one for implicit TLS (usually 990), set FTP security to implicit. Otherwise the FTP server"
                    + " hangs: restart it.";
        }
        if (trouble.says("not ftp") || trouble.says("too long")) {
            return "Something other than an FTP server listens at port " + port + ". Correct the port.";
        }
        return trouble.says("lost")
                ? "The server hung up without a word: it may not let the portal's address in (tcp_wrappers, fail2ban, a"
                        + " limit per address). Look at its log."
                : null;
    }

    private static String tlsAdvice(StepError trouble, int port) {
        if (AUTH_REFUSED.matcher(trouble.what()).matches()) {
            return "The server offers no TLS by AUTH TLS. Turn it on there (vsftpd: ssl_enable=YES and a certificate),"
                    + " or, if nobody can listen on the way, set FTP security to none.";
        }
        if (trouble.says("ssl message") || trouble.says("plaintext")) {
            return "The server speaks without TLS at port " + port
                    + ". Set FTP security to explicit, or correct the port" + " (implicit TLS is usually at 990).";
        }
        return trouble.says("protocol_version") || trouble.says("handshake_failure")
                ? "The server and the portal have no TLS version or cipher in common. The portal speaks TLS 1.2 and 1.3:"
                        + " allow one of them on the server."
                : null;
    }
}
