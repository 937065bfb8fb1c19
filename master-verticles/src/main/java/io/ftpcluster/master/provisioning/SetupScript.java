package io.ftpcluster.master.provisioning;

import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import io.ftpcluster.master.provisioning.ssh.ShellQuoting;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.text.EnumNames;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** The script that makes a Debian or Ubuntu machine the FTP server that was registered; can be run again. Thread-safe. */
final class SetupScript {

    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

    private final Template template;

    SetupScript() {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_33);
        configuration.setClassForTemplateLoading(SetupScript.class, "/setup");
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        try {
            this.template = configuration.getTemplate("ftpcluster-setup.sh.ftl");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String render(Settings settings) {
        Map<String, String> model = Map.of("alias", quoted(settings.alias()), "subject_alt_name",
                quoted(altName(settings.host())), "port", quoted(Integer.toString(settings.ftpPort())), "security",
                quoted(EnumNames.of(settings.ftpSecurity())));
        StringWriter script = new StringWriter();
        try {
            template.process(model, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TemplateException e) {
            throw new IllegalStateException("The setup script's template doesn't fit its model", e);
        }
        return script.toString();
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
