import io.ftpcluster.master.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine;

/**
 * Writes ftpcluster(1) from the command line itself, all commands in one page. Run by the build with the master's class path:
 * ManualPage OUTPUT_FILE VERSION TIMESTAMP. The same content gives the same bytes.
 */
final class ManualPage {

    private final StringBuilder page = new StringBuilder();

    private ManualPage() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.getParent());
        CommandLine line = Main.commandLine();
        Files.writeString(file,
                new ManualPage().write(line, arguments[1], LocalDate.parse(arguments[2].substring(0, 10))));
    }

    private String write(CommandLine line, String version, LocalDate date) {
        page.append(".TH FTPCLUSTER 1 \"").append(date).append("\" \"FTPCluster ").append(version).append("\"\n");
        page.append(".SH NAME\nftpcluster \\- one portal in front of many FTP servers\n");
        page.append(".SH SYNOPSIS\n.B ftpcluster\n.I COMMAND\n.RI [ ARGUMENTS ]...\n");
        page.append(".SH DESCRIPTION\n");
        paragraph("The commands master, agent, demo, admin and db run the portal, an agent or a demonstration on this machine, or work"
                + " on the portal's state. The others ask a portal over HTTP, as an admin; FTPCLUSTER_URL, FTPCLUSTER_USER and"
                + " FTPCLUSTER_PASSWORD in the environment say which one and who. Each command has --help.");
        page.append(".SH COMMANDS\n");
        line.getSubcommands().values().stream().distinct().forEach(this::command);
        page.append(".SH EXIT STATUS\n");
        status("0", "done, or stopped by a signal");
        status("1", "failed");
        status("2", "wrong usage, or a wrong setting");
        status("3", "no portal answered");
        page.append(".SH FILES\n");
        status("/etc/ftpcluster/master.env", "settings of the service ftpcluster-master");
        status("/var/lib/ftpcluster", "its state: the SQLite database and the keys");
        status("/usr/share/doc/ftpcluster", "the guides; operations.md is where to begin");
        return page.toString();
    }

    private void status(String what, String text) {
        page.append(".TP\n.B ").append(escaped(what)).append('\n').append(escaped(text)).append('\n');
    }

    private void command(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        if (spec.usageMessage().hidden()) {
            return;
        }
        page.append(".SS ").append(escaped(spec.qualifiedName())).append('\n');
        for (String description : spec.usageMessage().description()) {
            paragraph(description);
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            entry(List.of(parameter.paramLabel()), "", parameter.hidden(), parameter.description());
        }
        for (OptionSpec option : spec.options()) {
            String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
            boolean general = option.usageHelp() || option.versionHelp();
            entry(List.of(option.names()), value, option.hidden() || general, option.description());
        }
        line.getSubcommands().values().stream().distinct().forEach(this::command);
    }

    private void entry(List<String> names, String value, boolean hidden, String[] description) {
        if (!hidden) {
            String label = String.join(", ", names) + value;
            status(label, String.join(" ", description));
        }
    }

    private void paragraph(String text) {
        page.append(".PP\n").append(escaped(text)).append('\n');
    }

    /** Nothing of it means anything to roff. picocli's format characters are undone. */
    private static String escaped(String text) {
        String plain = text.replace("%n", " ").replace("%%", "%").replace('\n', ' ').replaceAll("@\\|[a-z]+ ([^|]*)\\|@", "$1");
        String safe = plain.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
