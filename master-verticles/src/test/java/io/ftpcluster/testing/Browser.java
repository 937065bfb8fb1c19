package io.ftpcluster.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A headless Chromium with a profile of its own, for tests that look at real pages. Every wait ends after
 * {@link #PATIENCE}; {@link #close} ends the browser and its driver and removes the profile. For one thread.
 */
public final class Browser implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final List<String> ARGUMENTS = List.of("--headless", "--no-sandbox", "--disable-gpu",
            "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync");
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int BLOCK = 2;
    private static final String UNFINISHED = ".crdownload";

    private final Path profile;
    private final ChromeDriver driver;

    private Browser(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
    }

    public static Browser start() {
        return start(true);
    }

    public static Browser withoutJavaScript() {
        return start(false);
    }

    private static Browser start(boolean javaScript) {
        Path profile = newProfile();
        try {
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                    .usingAnyFreePort()
                    .withTimeout(PATIENCE)
                    .build();
            return new Browser(profile, new ChromeDriver(service, options(profile, javaScript)));
        } catch (RuntimeException e) {
            remove(profile);
            throw e;
        }
    }

    private static ChromeOptions options(Path profile, boolean javaScript) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(ARGUMENTS);
        options.addArguments("--user-data-dir=" + profile, "--window-size=1280,800");
        options.setPageLoadTimeout(PATIENCE);
        options.setScriptTimeout(PATIENCE);
        Map<String, Object> preferences = new HashMap<>();
        preferences.put("download.default_directory", downloads(profile).toString());
        if (!javaScript) {
            preferences.put("profile.managed_default_content_settings.javascript", BLOCK);
        }
        options.setExperimentalOption("prefs", preferences);
        LoggingPreferences console = new LoggingPreferences();
        console.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, console);
        return options;
    }

    private static Path downloads(Path profile) {
        return profile.resolve("downloads");
    }

    /** Waits until a click has downloaded a file, under whatever name, and it is whole. */
    public void awaitDownload(byte[] content) {
        await(page -> downloaded().anyMatch(file -> Arrays.equals(content, read(file))));
    }

    private Stream<Path> downloaded() {
        File[] files = downloads(profile).toFile().listFiles((folder, name) -> !name.endsWith(UNFINISHED));
        return files == null ? Stream.empty() : Arrays.stream(files).map(File::toPath);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            // The browser has just renamed it.
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the console says since the last call, violations of the security policy included; without the notes that a
     * page itself came with the status of an error.
     */
    public List<String> console() {
        return driver.manage()
                .logs()
                .get(LogType.BROWSER)
                .getAll()
                .stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("/assets/")
                        || !message.contains("the server responded with a status of"))
                .toList();
    }

    public void open(String url) {
        driver.get(url);
    }

    /** For what this class doesn't offer. */
    public WebDriver driver() {
        return driver;
    }

    public String title() {
        return driver.getTitle();
    }

    public String path() {
        return URI.create(driver.getCurrentUrl()).getPath();
    }

    /** The text that a person sees. */
    public String text() {
        return find("body").getText();
    }

    /** Waits until the element is there. */
    public WebElement find(String css) {
        return find(By.cssSelector(css));
    }

    private WebElement find(By by) {
        return await(page -> page.findElements(by).stream().findFirst().orElse(null));
    }

    public List<WebElement> findAll(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** The field whose label starts with this text. */
    public WebElement field(String label) {
        WebElement found = find(By.xpath("//label[@for and starts-with(normalize-space(.), '" + label + "')]"));
        return find(By.id(found.getDomAttribute("for")));
    }

    public void fill(String label, String text) {
        WebElement field = field(label);
        field.clear();
        field.sendKeys(text);
    }

    /** Clicks the button, link or summary with this text, which must not lead to another page. */
    public void press(String text) {
        find(By.xpath("//*[self::button or self::a or self::summary][normalize-space(.)='" + text + "']")).click();
    }

    /** Presses the button or follows the link with this text; the page that it leads to has been loaded on return. */
    public void go(String text) {
        leave(() -> press(text));
    }

    /** Does what leads to another page and waits until that is there. */
    public void leave(Runnable click) {
        Object left = document();
        click.run();
        await(page -> !left.equals(document()));
        await(page -> "complete".equals(((JavascriptExecutor) page).executeScript("return document.readyState")));
    }

    /** Another one for each page that was loaded. To ask an element of a page that is going may fail in any way. */
    private Object document() {
        Map<?, ?> tree = (Map<?, ?>) driver.executeCdpCommand("Page.getFrameTree", Map.of()).get("frameTree");
        return ((Map<?, ?>) tree.get("frame")).get("loaderId");
    }

    /** Emulates a screen: a window can't be narrower than about 500 pixels. */
    public void resize(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Waits until the condition gives something other than null or false. */
    public <T> T await(Function<WebDriver, T> condition) {
        return new WebDriverWait(driver, PATIENCE, POLL).until(condition);
    }

    @Override
    public void close() {
        try {
            driver.quit();
        } finally {
            remove(profile);
        }
    }

    private static Path newProfile() {
        try {
            return Files.createTempDirectory("browser");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the browser removes itself meanwhile needs no removing. */
    private static void remove(Path profile) {
        try {
            Files.walkFileTree(profile, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
                    if (cause instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw cause;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException cause) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
