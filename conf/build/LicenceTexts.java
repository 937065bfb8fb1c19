import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The licences of all libraries of the distribution: THIRD-PARTY.txt says which one is whose, by the SBOM, and in which files beside
 * it its text is: what the library brings, and the standard text where that isn't the whole of it. A library without a licence,
 * or without a text, ends the build.
 */
final class LicenceTexts {

    private static final Pattern TEXT = Pattern.compile("(?i)(META-INF/)?(licen[cs]e|notice|copying)([-._].*)?");

    /** Of those, what is the licence and not a notice, or another's. */
    private static final Pattern LICENCE = Pattern.compile("(?i)(licen[cs]e|copying)([.](txt|md))?");
    private static final Pattern FENCED = Pattern.compile("(?s)```\\R(.*?)```");
    private static final String OR = " or ";
    private static final String OURS = "io.ftpcluster";

    private final Map<String, String> licences;
    private final Set<String> ours = new TreeSet<>();
    private final StandardLicences standard = new StandardLicences();

    /** @param bom CycloneDX, as XML */
    LicenceTexts(Path bom) throws IOException {
        licences = read(bom);
    }

    private Map<String, String> read(Path bom) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (InputStream in = Files.newInputStream(bom)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            NodeList components = factory.newDocumentBuilder().parse(in).getElementsByTagName("component");
            for (int i = 0; i < components.getLength(); i++) {
                Element component = (Element) components.item(i);
                String name = child(component, "name") + "-" + child(component, "version");
                found.put(name, licencesOf(component));
                if (child(component, "group").equals(OURS)) {
                    ours.add(name);
                }
            }
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(bom + " can't be read", e);
        }
        return found;
    }

    private static String licencesOf(Element component) {
        Set<String> names = new LinkedHashSet<>();
        for (Node node = component.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element all && all.getTagName().equals("licenses")) {
                NodeList each = all.getElementsByTagName("license");
                for (int i = 0; i < each.getLength(); i++) {
                    Element licence = (Element) each.item(i);
                    String id = child(licence, "id");
                    names.add(id.isEmpty() ? child(licence, "name") : id);
                }
                NodeList expressions = all.getElementsByTagName("expression");
                for (int i = 0; i < expressions.getLength(); i++) {
                    names.add(expressions.item(i).getTextContent().strip());
                }
            }
        }
        return String.join(OR, names);
    }

    private static String child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return element.getTextContent().strip();
            }
        }
        return "";
    }

    /**
     * @param legal of the Java runtime
     * @param own the licence of FTPCluster itself
     */
    void write(Path libraries, Path legal, Path own, Path output) throws IOException {
        JdkTools.remove(output);
        Files.createDirectories(output);
        if (!Files.isDirectory(legal)) {
            throw new IOException("The Java runtime has no licences in " + legal);
        }
        offerFenced(legal);
        Map<String, List<String>> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(libraries)) {
            for (Path jar : files.filter(each -> each.toString().endsWith(".jar")).sorted().toList()) {
                String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
                texts.put(name, copyTexts(jar, output.resolve(name)));
            }
        }
        List<String> lines = new ArrayList<>(List.of("What FTPCluster is made of, under which licence, and in which files beside this one its text is.",
                "The Java runtime is Eclipse Temurin's OpenJDK: GPL-2.0 with the Classpath Exception; its texts are in runtime/legal.", ""));
        Set<String> used = new TreeSet<>();
        for (Map.Entry<String, List<String>> library : texts.entrySet()) {
            String licence = licence(library.getKey());
            List<String> its = library.getValue();
            if (ours.contains(library.getKey())) {
                Files.copy(own, output.resolve("FTPCluster.txt"), StandardCopyOption.REPLACE_EXISTING);
                its.add("FTPCluster.txt");
            } else {
                Set<String> more = standard.among(Set.of(licence.split(OR)));
                used.addAll(more);
                more.forEach(id -> its.add(StandardLicences.file(id)));
            }
            if (its.isEmpty()) {
                throw new IOException("Nothing has the text of " + licence + ", the licence of " + library.getKey());
            }
            lines.add(library.getKey() + ": " + licence + "; text: " + String.join(", ", its));
        }
        lines.addAll(vendored(own.resolveSibling("webroot/licenses"), output));
        standard.write(used, output);
        Files.write(output.resolve("THIRD-PARTY.txt"), lines, StandardCharsets.UTF_8);
    }

    /** What pages hold of others, each with its licence. */
    private static List<String> vendored(Path licences, Path output) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(licences)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                Files.copy(file, output.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                lines.add(name.replaceFirst("[.]txt$", "") + " (in the pages): as in its text; text: " + name);
            }
        }
        return lines;
    }

    private String licence(String library) throws IOException {
        return licences.entrySet()
                .stream()
                .filter(each -> library.equals(each.getKey()) || library.startsWith(each.getKey() + "-linux-"))
                .map(Map.Entry::getValue)
                .filter(licence -> !licence.isEmpty())
                .findFirst()
                .orElseThrow(() -> new IOException("Nobody knows the licence of " + library + ": the SBOM has none"));
    }

    /** The runtime has some in Markdown, beside what they are for. */
    private void offerFenced(Path legal) throws IOException {
        try (Stream<Path> files = Files.walk(legal)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".md")).sorted().toList()) {
                FENCED.matcher(Files.readString(file)).results().forEach(block -> standard.offer(block.group(1)));
            }
        }
    }

    /** Returns which of them are its licence, with the folder's name. */
    private List<String> copyTexts(Path jar, Path folder) throws IOException {
        List<String> its = new ArrayList<>();
        try (ZipFile in = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                if (!entry.isDirectory() && TEXT.matcher(entry.getName()).matches()) {
                    Files.createDirectories(folder);
                    Path copy = folder.resolve(entry.getName().substring(entry.getName().lastIndexOf('/') + 1));
                    if (Files.exists(copy)) {
                        continue;
                    }
                    byte[] text = in.getInputStream(entry).readAllBytes();
                    Files.write(copy, text);
                    if (LICENCE.matcher(copy.getFileName().toString()).matches()) {
                        standard.offer(new String(text, StandardCharsets.UTF_8));
                        its.add(folder.getFileName() + "/" + copy.getFileName());
                    }
                }
            }
        }
        return its;
    }
}
