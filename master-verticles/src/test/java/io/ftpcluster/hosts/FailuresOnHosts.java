package io.ftpcluster.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.testing.PortalClient.Answer;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong on the way over SSH: an error that names the step and says what to do, nothing half done, and a retry. */
class FailuresOnHosts extends RegisteredHost {

    private JsonObject failed(String job, String step, String... words) throws Exception {
        JsonObject ended = portal.awaitEnd(job);
        assertEquals("failed", ended.getString("state"), ended::encode);
        JsonObject seen = HostPortal.step(ended, step);
        assertEquals("failed", seen.getString("state"), ended::encode);
        for (String word : words) {
            assertTrue(seen.getString("detail").toLowerCase(Locale.ROOT).contains(word),
                    () -> word + " in " + seen.encode());
        }
        return ended;
    }

    private void retried(String job, JsonObject login) throws Exception {
        Answer answer = portal.asAdmin("POST", "/jobs/" + job + "/retry", login);
        assertEquals(202, answer.status(), answer::text);
        JsonObject ended = portal.awaitEnd(job);
        assertEquals("succeeded", ended.getString("state"), ended::encode);
        portal.awaitGreen(host);
    }

    private void assertUntouched() {
        assertFalse(host.is("command -v vsftpd || test -e /opt/ftpcluster-agent || test -e /etc/ftpcluster"));
    }

    @Test
    void aWrongPassword() throws Exception {
        JsonObject wrong = new JsonObject().put("ssh_user", "typist").put("ssh_password", "guessed");
        String job = portal.begin(host, wrong);
        failed(job, "facts", "password");
        assertUntouched();
        retried(job, new JsonObject().put("ssh_password", "typist"));
    }

    @Test
    void nobodyWhoMayUseSudo() throws Exception {
        JsonObject login = new JsonObject().put("ssh_user", "nobody-special").put("ssh_password", "nobody-special");
        failed(portal.begin(host, login), "facts", "sudo");
        assertUntouched();
    }

    @Test
    void aHostKeyThatHasChanged() throws Exception {
        JsonObject login = JoiningOnHosts.rootsKey();
        String old = portal.provision(host, login).json().getString("host_key_fingerprint");
        host.shell("rm /etc/ssh/ssh_host_* && ssh-keygen -A && systemctl restart ssh");
        Answer begun = portal.provision(host, login.copy().put("host_key_fingerprint", old));
        if (begun.status() == 202) {
            failed(begun.json().getString("job_id"), "facts", "key");
        } else {
            assertEquals(409, begun.status(), begun::text);
            assertFalse(begun.json().getString("host_key_fingerprint").equals(old), begun::text);
        }
        assertUntouched();
    }

    @Test
    void noWayToTheArchiveOfPackages() throws Exception {
        host.shell(
                "sed -i 's,://[^/ ]*,://192.0.2.1:9,' /etc/apt/sources.list; rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb");
        host.shell(
                "printf 'Acquire::http::Timeout \"2\";\\nAcquire::Retries \"0\";\\n' >/etc/apt/apt.conf.d/98quick; rm -f /etc/apt/apt.conf.d/*proxy*");
        host.shell("sed -i '/[Pp]roxy/d' /etc/apt/apt.conf.d/99hosts");
        failed(portal.begin(host, JoiningOnHosts.rootsKey()), "daemon", "vsftpd");
        assertFalse(host.is("command -v vsftpd"));
    }

    @Test
    void aPackageManagerThatSomebodyElseUses() throws Exception {
        host.shell("systemd-run --quiet --unit=locker flock /var/lib/dpkg/lock-frontend sleep 20");
        JsonObject ended = portal.awaitEnd(portal.begin(host, JoiningOnHosts.rootsKey()));
        // It waits for the lock, and goes on.
        assertEquals("succeeded", ended.getString("state"), ended::encode);
    }

    @Test
    void aDiskThatIsFull() throws Exception {
        host.shell("mkdir -p /opt && mount -t tmpfs -o size=1m tmpfs /opt");
        String job = portal.begin(host, JoiningOnHosts.rootsKey());
        JsonObject ended = portal.awaitEnd(job);
        assertEquals("failed", ended.getString("state"), ended::encode);
        assertTrue(ended.encode().contains("/opt"), ended::encode);
        host.shell("umount /opt");
        retried(job, JoiningOnHosts.rootsKeyAlone());
    }

    @Test
    void anFtpServerWithUsersOfItsOwn() throws Exception {
        host.shell("printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d;"
                + " apt-get install -yq vsftpd; rm /usr/sbin/policy-rc.d");
        host.shell(
                "printf 'listen=YES\\nlocal_enable=YES\\nwrite_enable=YES\\nftpd_banner=Ours since 1999\\n' >/etc/vsftpd.conf;"
                        + " useradd -m -s /bin/bash oldtimer; echo oldtimer:oldtimer | chpasswd; systemctl restart vsftpd");
        String before = host.shell("sha256sum /etc/vsftpd.conf");
        failed(portal.begin(host, JoiningOnHosts.rootsKey()), "facts", "vsftpd", "keep");
        assertEquals(before, host.shell("sha256sum /etc/vsftpd.conf"));
        JsonObject kept = JoiningOnHosts.rootsKey().put("existing_daemon", "keep");
        JsonObject ended = portal.awaitEnd(portal.begin(host, kept));
        assertEquals(before, host.shell("sha256sum /etc/vsftpd.conf"), ended::encode);
        portal.awaitGreen(host);
    }

    @ParameterizedTest
    @CsvSource({"proftpd,proftpd-core,/etc/proftpd/*.conf", "pure-ftpd,pure-ftpd,/etc/pure-ftpd/conf/*"})
    void anotherDaemonThatIsThere(String daemon, String packages, String files) throws Exception {
        host.shell("DEBIAN_FRONTEND=noninteractive apt-get install -yq " + packages + " >&2"
                + " && useradd -m -s /bin/bash oldtimer && echo oldtimer:oldtimer | chpasswd && systemctl restart "
                + daemon);
        String before = host.shell("cat " + files + " | sha256sum");
        failed(portal.begin(host, JoiningOnHosts.rootsKey()), "facts", daemon, "keep");
        assertFalse(host.is("test -e /opt/ftpcluster-agent || test -e /etc/ftpcluster || command -v vsftpd"));
        JsonObject kept = JoiningOnHosts.rootsKey().put("existing_daemon", "keep");
        JsonObject ended = portal.awaitEnd(portal.begin(host, kept));
        assertEquals("succeeded", ended.getString("state"), ended::encode);
        assertEquals(before, host.shell("cat " + files + " | sha256sum"), ended::encode);
        portal.awaitGreen(host);
        assertTrue(host.is("systemctl is-active --quiet " + daemon));
        assertLetsInWhomItIsToldTo();
    }

    /** As they come from Debian they refuse whoever has no login shell; that is the admin's to change. */
    private void assertLetsInWhomItIsToldTo() throws Exception {
        portal.addUser("anna");
        portal.grant("anna", host);
        JsonObject refused = portal.awaitAccount(host, "anna", "failed");
        assertTrue(refused.getString("detail").contains("/etc/shells"), refused::encode);
        host.shell("echo /usr/sbin/nologin >>/etc/shells");
        Answer rotated = portal.asAdmin("POST", "/servers/" + host.name() + "/accounts/anna/rotate", null);
        assertEquals(202, rotated.status(), rotated::text);
        portal.awaitAccount(host, "anna", "working");
        portal.assertServes("bob", host);
    }
}
