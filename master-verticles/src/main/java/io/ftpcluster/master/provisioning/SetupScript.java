package io.ftpcluster.master.provisioning;

import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import io.ftpcluster.master.provisioning.ssh.ShellQuoting;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.text.EnumNames;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The script that makes a Debian or Ubuntu machine the FTP server that was registered; can be run again. And the text that a
 * machine fetches and pipes into a shell, which brings the script along. Thread-safe.
 */
final class SetupScript {

    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");
    /** No line of the script is this one. */
    private static final String END = "FTPCLUSTER_SETUP_END";

    private final Template script;
    private final Template command;

    SetupScript() {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_33);
        configuration.setClassForTemplateLoading(SetupScript.class, "/setup");
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        try {
            this.script = configuration.getTemplate("ftpcluster-setup.sh.ftl");
            this.command = configuration.getTemplate("one-command.sh.ftl");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How the machine gets its agent.
     *
     * @param setupUrl where the archives are below; empty: they lie beside the script
     * @param masterUrl what the agent calls
     * @param version of the agent
     * @param publicKeyPem by which the agent knows what the portal has signed
     */
    record Agent(String setupUrl, String masterUrl, Optional<CertificatePins> pins, AgentArchives.Available archives,
            ExistingDaemon existingDaemon, String version, String publicKeyPem) {}

    /** With its agent. */
    String render(Settings settings, Agent agent) {
        Map<String, String> model = model(settings);
        model.put("setup_url", quoted(agent.setupUrl()));
        model.put("master_url", quoted(agent.masterUrl()));
        model.put("portal_fingerprint", quoted(agent.pins().map(CertificatePins::fingerprint).orElse("")));
        model.put("portal_key_pin", quoted(agent.pins().map(CertificatePins::keyPin).orElse("")));
        model.put("agent_sha256", quoted(agent.archives().agent().sha256()));
        Optional<AgentArchives.Archive> runtime = agent.archives().runtime();
        model.put("runtime_sha256", quoted(runtime.map(AgentArchives.Archive::sha256).orElse("")));
        model.put("runtime_arch", quoted(runtime.isPresent() ? agent.archives().architecture() : ""));
        model.put("existing_daemon", quoted(EnumNames.of(agent.existingDaemon())));
        model.put("agent_version", quoted(agent.version()));
        model.put("portal_public_key", quoted(agent.publicKeyPem()));
        return process(script, model);
    }

    /** The FTP daemon alone. */
    String render(Settings settings) {
        Map<String, String> model = model(settings);
        for (String name : new String[]{"setup_url", "master_url", "portal_fingerprint", "portal_key_pin",
                "agent_sha256", "runtime_sha256", "runtime_arch", "agent_version", "portal_public_key"}) {
            model.put(name, quoted(""));
        }
        model.put("existing_daemon", quoted(EnumNames.of(ExistingDaemon.REFUSE)));
        return process(script, model);
    }

    /** Likewise; says to people who read it why the agent is left out. */
    String renderWithoutAgent(Settings settings, String why) {
        String text = render(settings);
        int secondLine = text.indexOf('\n') + 1;
        return text.substring(0, secondLine) + "# Without the agent: " + why.replaceAll("\\p{Cntrl}", " ") + ".\n"
                + text.substring(secondLine);
    }

    /**
     * What makes a folder with the script and the secret, runs the script there and takes the folder away; for any POSIX
     * shell. Cut off anywhere it does nothing.
     *
     * @param rendered the script
     * @param secret of the machine's enrolment
     */
    String renderCommand(Settings settings, String rendered, String secret) {
        if (rendered.lines().anyMatch(END::equals)) {
            throw new IllegalStateException("The set-up script has the line that ends it");
        }
        return process(command, Map.of("alias", settings.alias(), "script",
                rendered.endsWith("\n") ? rendered : rendered + "\n", "end", END, "secret", secret));
    }

    private static Map<String, String> model(Settings settings) {
        return new HashMap<>(Map.of("alias", quoted(settings.alias()), "subject_alt_name",
                quoted(altName(settings.host())), "port", quoted(Integer.toString(settings.ftpPort())), "security",
                quoted(EnumNames.of(settings.ftpSecurity()))));
    }

    private static String process(Template template, Map<String, String> model) {
        StringWriter text = new StringWriter();
        try {
            template.process(model, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TemplateException e) {
            throw new IllegalStateException("The template " + template.getName() + " doesn't fit its model", e);
        }
        return text.toString();
    }

    /** One word for the shell, whatever is in it. */
    static String quoted(String value) {
        return ShellQuoting.quote(value);
    }

    private static String altName(String host) {
        boolean address = host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
        return (address ? "IP:" : "DNS:") + host;
    }
}
