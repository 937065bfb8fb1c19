import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * The licences of all libraries of the distribution: THIRD-PARTY.txt says which one is whose, by the SBOM, and beside it are the
 * texts that the libraries bring. A library without a licence ends the build.
 */
final class LicenceTexts {

    private static final Pattern TEXT = Pattern.compile("(?i)(META-INF/)?(licen[cs]e|notice|copying)([-._].*)?");

    private final Map<String, String> licences;

    /** @param bom CycloneDX, as XML */
    LicenceTexts(Path bom) throws IOException {
        licences = read(bom);
    }

    private static Map<String, String> read(Path bom) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (InputStream in = Files.newInputStream(bom)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            NodeList components = factory.newDocumentBuilder().parse(in).getElementsByTagName("component");
            for (int i = 0; i < components.getLength(); i++) {
                Element component = (Element) components.item(i);
                found.put(child(component, "name") + "-" + child(component, "version"), licencesOf(component));
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
        return String.join(" or ", names);
    }

    private static String child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return element.getTextContent().strip();
            }
        }
        return "";
    }

    /** @param legal of the Java runtime */
    void write(Path libraries, Path legal, Path output) throws IOException {
        JdkTools.remove(output);
        Files.createDirectories(output);
        List<String> lines = new ArrayList<>(List.of("What FTPCluster is made of, and under which licence. The texts are in the folders of this name.",
                "The Java runtime is Eclipse Temurin's OpenJDK: GPL-2.0 with the Classpath Exception; its texts are in runtime/legal.", ""));
        if (!Files.isDirectory(legal)) {
            throw new IOException("The Java runtime has no licences in " + legal);
        }
        try (Stream<Path> files = Files.list(libraries)) {
            for (Path jar : files.sorted().toList()) {
                String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
                String licence = licences.entrySet()
                        .stream()
                        .filter(each -> name.equals(each.getKey()) || name.startsWith(each.getKey() + "-linux-"))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("");
                if (licence.isEmpty()) {
                    throw new IOException("Nobody knows the licence of " + jar + ": the SBOM has none");
                }
                lines.add(name + ": " + licence);
                copyTexts(jar, output.resolve(name));
            }
        }
        Files.write(output.resolve("THIRD-PARTY.txt"), lines, StandardCharsets.UTF_8);
    }

    private static void copyTexts(Path jar, Path folder) throws IOException {
        try (ZipFile in = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                if (!entry.isDirectory() && TEXT.matcher(entry.getName()).matches()) {
                    Files.createDirectories(folder);
                    try (InputStream text = in.getInputStream(entry)) {
                        Path copy = folder.resolve(entry.getName().substring(entry.getName().lastIndexOf('/') + 1));
                        if (!Files.exists(copy)) {
                            Files.copy(text, copy);
                        }
                    }
                }
            }
        }
    }
}
