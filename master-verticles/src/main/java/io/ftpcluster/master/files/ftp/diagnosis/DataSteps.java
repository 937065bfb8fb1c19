package io.ftpcluster.master.files.ftp.diagnosis;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.ftp.data.DataChannel;
import io.ftpcluster.master.files.ftp.diagnosis.StepReport.StepError;
import io.ftpcluster.master.files.ftp.listing.FolderListing;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.session.FtpSession;
import io.ftpcluster.master.files.ftp.session.SessionObserver;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.RemotePath;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;

/** The steps of a test that open data connections and list a folder; what they see of passive mode and its TLS. */
public final class DataSteps implements SessionObserver {

    private static final Pattern ADDRESS = Pattern
            .compile("(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),\\d{1,3},\\d{1,3}");

    /** A test reads no further. */
    private static final int ENTRIES = 200_000;

    private final FtpSession session;
    private final StepReport log;
    private final String root;
    private Reply passive;
    private StepResult dataTls;
    private long shakingSince;
    private boolean securing;

    public DataSteps(FtpSession session, StepReport log, String root) {
        this.session = session;
        this.log = log;
        this.root = root;
    }

    public void run() {
        session.watchedBy(this);
        log.run(Name.PASSIVE, this::passiveAdvice, this::dial);
        list();
    }

    @Override
    public void replied(Reply reply) {
        if (reply.code() == 229 || reply.code() == 227) {
            passive = reply;
        }
    }

    @Override
    public void securingData() {
        if (dataTls == null) {
            dataTls = new StepResult();
            shakingSince = System.nanoTime();
            securing = true;
            session.tls().check().forgetCertificate();
        }
    }

    @Override
    public void securedData(SSLSession secured) {
        if (!securing) {
            return;
        }
        securing = false;
        dataTls.say(secured.getProtocol() + " with " + secured.getCipherSuite() + ".");
        // Only a full handshake shows the certificate.
        dataTls.say(session.tls().check().certificate() == null
                ? "The TLS session of the control connection was resumed."
                : "It was a full handshake: the server didn't resume the TLS session of the control connection, which"
                        + " costs each transfer a little time.");
        log.add(Name.DATA_TLS, dataTls, System.nanoTime() - shakingSince);
    }

    private void dial(StepResult result) throws IOException {
        long start = System.nanoTime();
        try (DataChannel channel = DataChannel.connect(session, FtpOperation.LIST)) {
            seen(result);
            result.say(channel.described() + ", in all in " + (System.nanoTime() - start) / 1_000_000 + " ms.");
        } catch (IOException | FailureException e) {
            seen(result);
            throw e;
        }
        // Nothing was asked of it, so nothing is left to be said about it.
        session.doubt(false);
        if (session.isActive()) {
            result.say("Active mode (data_mode): the server makes the data connections; whether they arrive shows when"
                    + " the folder is listed.");
            return;
        }
        if (session.capabilities().prefersPasv()) {
            result.warn(
                    "EPSV doesn't work here and PASV does: the portal remembers that for a while and tries EPSV again"
                            + " now and then.",
                    "Let the server answer EPSV, or set data_mode to pasv for it.");
        }
        if (passive != null && passive.code() == 227) {
            compare(result, passive, session.peer());
        }
    }

    private void seen(StepResult result) {
        if (passive != null) {
            result.say((passive.code() == 229 ? "EPSV: " : "PASV: ") + session.failures().quoted(passive));
        }
    }

    private String passiveAdvice(StepError trouble) {
        if (session.isActive()) {
            return null;
        }
        if (trouble.says("no data connection")) {
            return openPorts();
        }
        return trouble.says("offers no passive")
                ? "Allow passive mode on the server (vsftpd: pasv_enable=YES). If it has none and can reach the portal, set"
                        + " data_mode to active."
                : null;
    }

    private String openPorts() {
        String known = session.login().settings().ftpPassivePorts();
        return known == null
                ? "Open the server's passive ports in its firewall and in all between it and the portal, and behind NAT"
                        + " forward them; the setup script's are 50000 to 50100 (vsftpd: pasv_min_port and pasv_max_port)."
                        + " What they are can be set as ftp_passive_ports."
                : "Open the ports " + known
                        + " in the server's firewall and in all between it and the portal, and behind"
                        + " NAT forward them: these are its passive ports as the portal knows them (ftp_passive_ports).";
    }

    private void list() {
        if (log.isBroken()) {
            return;
        }
        if (session.tls() == null) {
            log.skip(Name.DATA_TLS, "Data connections aren't encrypted, as FTP security is none.");
        }
        StepResult result = new StepResult();
        long start = System.nanoTime();
        try {
            FolderListing listing = new FolderListing(session, root, RemotePath.TOP).enter();
            NameCheck names = new NameCheck(session.dialect().charset());
            found(result, listing, listing.read(ENTRIES, FolderListing.TOTAL, names::look), names);
        } catch (IOException | FailureException e) {
            if (securing) {
                log.explain(dataTls, this::dataTlsAdvice, e);
                log.add(Name.DATA_TLS, dataTls, System.nanoTime() - shakingSince);
                return;
            }
            log.explain(result, this::listingAdvice, e);
        }
        log.add(Name.LISTING, result, System.nanoTime() - start);
    }

    private void found(StepResult result, FolderListing listing, boolean whole, NameCheck names) {
        int entries = names.count();
        result.say((entries == 1 ? "1 entry" : entries + " entries") + " in "
                + Reply.printable(session.dialect().absolute(root, RemotePath.TOP)) + ", by " + listing.commandName()
                + ".");
        if (!whole) {
            result.warn("The folder is too large: only a part of it was read.", "Split it.");
        } else if (listing.incomplete() != null) {
            result.warn("The list isn't whole: " + Reply.printable(listing.incomplete()) + ".",
                    "People don't see what is missing. Look at the server's limits and at the names in that folder.");
        }
        if (listing.unreadableLine() != null) {
            result.say("A line that can't be read: " + listing.unreadableLine());
        }
        names.explain(result);
    }

    private String dataTlsAdvice(StepError trouble) {
        if (trouble.says("reuse") || trouble.says("522")) {
            return "The server wants the TLS session of the control connection to be reused and didn't find it. Its"
                    + " session cache may be off, or another server answers at the passive ports (a load balancer"
                    + " without stickiness).";
        }
        return "The control connection's TLS works and the data connection's does not: look at the FTP server's log, and"
                + " for something on the way that changes the connections to its passive ports.";
    }

    private String listingAdvice(StepError trouble) {
        return trouble.says("no data connection") ? openPorts() : null;
    }

    /** What clients that believe the address in a PASV reply would meet; the portal ignores it. */
    public void lookForOthers() {
        if (!(session.peer() instanceof Inet4Address)) {
            log.skip(Name.OTHER_CLIENTS, "The portal reaches this server by IPv6, where PASV isn't used.");
            return;
        }
        if (passive != null && passive.code() == 227) {
            log.skip(Name.OTHER_CLIENTS, "PASV was looked at already: this server doesn't take EPSV.");
            return;
        }
        log.run(Name.OTHER_CLIENTS, StepReport.Hints.USUAL, result -> {
            Reply reply = session.command("PASV");
            if (reply.code() != 227) {
                result.say("No PASV (" + session.failures().quoted(reply)
                        + "): clients that don't know EPSV can't list or transfer. The portal can.");
                return;
            }
            result.say("PASV: " + session.failures().quoted(reply));
            compare(result, reply, session.peer());
        });
    }

    private static void compare(StepResult result, Reply reply, InetAddress peer) throws IOException {
        Matcher numbers = ADDRESS.matcher(reply.text());
        if (!numbers.find()) {
            return;
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(numbers.group(i + 1));
        }
        InetAddress told = InetAddress.getByAddress(bytes);
        if (told.equals(peer)) {
            result.say("It names the address that the portal dialled.");
            return;
        }
        String kind = told.isSiteLocalAddress() || told.isLoopbackAddress() || told.isAnyLocalAddress()
                ? "a private address, "
                : "another address, ";
        result.warn(
                "It names " + kind + told.getHostAddress() + ", though the server answers at " + peer.getHostAddress()
                        + ". The portal ignores that and dials the latter.",
                "Other clients won't: behind NAT, set the public address on the server (vsftpd: pasv_address,"
                        + " ProFTPD: MasqueradeAddress).");
    }
}
