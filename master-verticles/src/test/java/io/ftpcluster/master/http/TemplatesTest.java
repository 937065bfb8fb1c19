package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import freemarker.template.Template;
import io.ftpcluster.master.http.Markup.Tag;
import io.ftpcluster.master.http.page.PageEngine;
import io.vertx.core.Vertx;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TemplatesTest {

    /** Not pages of their own. */
    private static final Set<String> PARTS = Set.of("layout", "permission-fields", "server-accounts", "server-agent",
            "server-fields", "session-parts", "server-logins", "server-setup", "server-test-form", "fleet-parts",
            "ssh-fields");

    private static Vertx vertx;
    private static FreeMarkerTemplateEngine engine;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        engine = PageEngine.create(vertx);
    }

    @AfterAll
    static void stop() throws TimeoutException {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    static Stream<Arguments> allPages() {
        return Stream
                .of(pages("full", PageModels.realistic().full()), pages("bare", PageModels.realistic().bare()),
                        hostilePages())
                .flatMap(pages -> pages);
    }

    static Stream<Arguments> hostilePages() {
        return Stream.concat(pages("hostile", PageModels.hostile().full()),
                pages("hostile bare", PageModels.hostile().bare()));
    }

    private static Stream<Arguments> pages(String kind, Map<String, Map<String, Object>> models) {
        return models.entrySet().stream().map(entry -> Arguments.of(kind, entry.getKey(), entry.getValue()));
    }

    @Test
    void everyTemplateIsTestedHere() throws IOException, URISyntaxException {
        Path folder = Path.of(TemplatesTest.class.getResource("/webroot/templates/layout.ftl").toURI()).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> pages = files.map(file -> file.getFileName().toString().replace(".ftl", ""))
                    .filter(name -> !PARTS.contains(name) && !name.startsWith("folder"))
                    .collect(Collectors.toSet());
            assertEquals(pages, PageModels.realistic().full().keySet());
            assertEquals(pages, PageModels.realistic().bare().keySet());
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("hostilePages")
    void chosenTextIsEscaped(String kind, String template, Map<String, Object> model) {
        String html = render(template, model).html();
        assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&amp;amp;"),
                html);
        assertTrue(html.contains("${1+1}"), "chosen text must not be taken for a template");
        assertFalse(html.contains("\"'>"), html);
        assertFalse(html.contains("<img src=x"), html);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("allPages")
    void nothingIsInline(String kind, String template, Map<String, Object> model) {
        Markup page = render(template, model);
        assertEquals(List.of(), page.tags("style"));
        assertTrue(page.tags("script").stream().allMatch(tag -> tag.get("src").startsWith("/assets/")));
        assertFalse(page.html().matches("(?s).*<script[^>]*>[^<].*"), "a script of our own must be a file");
        for (Tag tag : page.tags()) {
            assertFalse(
                    tag.attributes().keySet().stream().anyMatch(name -> name.equals("style") || name.startsWith("on")),
                    tag::toString);
            assertFalse(tag.get("href").startsWith("http"), tag::toString);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("allPages")
    void fieldsHaveLabelsAndReferencesHaveTargets(String kind, String template, Map<String, Object> model) {
        Markup page = render(template, model);
        List<String> ids = page.values("id");
        Set<String> labelled = page.tags("label").stream().map(tag -> tag.get("for")).collect(Collectors.toSet());
        assertEquals(new HashSet<>(ids).size(), ids.size(), () -> "ids must be unique: " + ids);
        for (Tag field : page.fieldsOutsideLabels()) {
            assertTrue(labelled.contains(field.get("id")), () -> "no label for " + field);
        }
        Stream<String> targets = Stream
                .of(page.values("for"), words(page.values("aria-describedby")), words(page.values("aria-labelledby")),
                        fragments(page.values("href")))
                .flatMap(List::stream);
        assertAll(targets.map(target -> () -> assertTrue(ids.contains(target), () -> "nothing has id " + target)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("allPages")
    void headingsAndLandmarksAreInOrder(String kind, String template, Map<String, Object> model) {
        Markup page = render(template, model);
        List<Integer> headings = page.headings();
        assertEquals(1, headings.getFirst());
        assertEquals(1, headings.stream().filter(level -> level == 1).count());
        for (int i = 1; i < headings.size(); i++) {
            assertTrue(headings.get(i) <= headings.get(i - 1) + 1, () -> "a level is left out: " + headings);
        }
        for (String landmark : List.of("header", "main", "footer", "title")) {
            assertEquals(1, page.tags(landmark).size(), landmark);
        }
        assertEquals("en", page.tags("html").getFirst().get("lang"));
        assertTrue(page.html().strip().startsWith("<!DOCTYPE html>"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("allPages")
    void onlyGetAndPostAreUsed(String kind, String template, Map<String, Object> model) {
        Markup page = render(template, model);
        assertTrue(page.tags("form")
                .stream()
                .allMatch(form -> List.of("get", "post").contains(form.get("method"))
                        && form.get("action").startsWith("/")));
    }

    @Test
    void anErrorStandsBesideItsField() {
        Markup page = render("users", PageModels.realistic().full().get("users"));
        Tag field = page.tags("input")
                .stream()
                .filter(tag -> tag.get("name").equals("username"))
                .findFirst()
                .orElseThrow();
        assertEquals("true", field.get("aria-invalid"));
        assertTrue(field.has("autofocus"), "whoever uses the keyboard goes on there");
        assertEquals("demo", field.get("value"));
        assertEquals("e-username h-username", field.get("aria-describedby"));
        assertTrue(page.html().contains("Is taken</p>"));
        assertTrue(page.html().contains("<title>Error: Users"));
        Tag password = page.tags("input")
                .stream()
                .filter(tag -> tag.get("name").equals("password"))
                .findFirst()
                .orElseThrow();
        assertFalse(password.has("aria-invalid") || password.has("value"));
    }

    @Test
    void whatWasTypedComesBack() {
        Markup page = render("permissions", PageModels.realistic().full().get("permissions"));
        List<String> ticked = page.tags("input")
                .stream()
                .filter(tag -> tag.get("name").equals("rights") && tag.has("checked"))
                .map(tag -> tag.get("value"))
                .toList();
        assertEquals(List.of("list", "download"), ticked);
        assertEquals(2, page.tags("option").stream().filter(tag -> tag.has("selected")).count());
    }

    @Test
    void allRightsAreTickedAtFirst() {
        PageModels models = PageModels.realistic();
        Map<String, Object> model = models.full().get("permissions");
        model.remove("form");
        assertEquals(7, render("permissions", model).tags("input").stream().filter(tag -> tag.has("checked")).count());
    }

    @Test
    void deletingNamesItsTarget() {
        assertTrue(render("user", PageModels.realistic().bare().get("user")).html()
                .contains("class=\"danger\">Delete user demo</button>"));
        assertTrue(render("permissions", PageModels.realistic().full().get("permissions")).html()
                .contains(">Remove demo from alpha</button>"));
    }

    @Test
    void theMenuFollowsTheRole() {
        PageModels models = PageModels.realistic();
        Map<String, Object> nothing = Map.of("servers", List.of());
        List<String> admin = render("dashboard", models.asAdmin(nothing)).values("href");
        List<String> user = render("dashboard", models.asUser(nothing)).values("href");
        assertTrue(admin.containsAll(List.of("/ftp/admin/", "/users", "/servers", "/permissions", "/audit", "/docs")));
        assertTrue(user.containsAll(List.of("/dashboard", "/ftp/demo/", "/docs")));
        assertFalse(user.stream().anyMatch(List.of("/users", "/servers", "/permissions", "/audit")::contains));
        assertFalse(render("error", models.bare().get("error")).html().contains("/logout"));
    }

    @Test
    void whatPagesImportIsParsedOnce() {
        render("error", PageModels.realistic().bare().get("error"));
        assertSame(layout(), layout());
    }

    private static Template layout() {
        try {
            return engine.unwrap().getTemplate("webroot/templates/layout.ftl");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> words(List<String> values) {
        return values.stream().flatMap(value -> Stream.of(value.split(" "))).toList();
    }

    private static List<String> fragments(List<String> links) {
        return links.stream().filter(link -> link.startsWith("#")).map(link -> link.substring(1)).toList();
    }

    private static Markup render(String template, Map<String, Object> model) {
        try {
            return new Markup(engine.render(model, "webroot/templates/" + template + ".ftl")
                    .await(30, TimeUnit.SECONDS)
                    .toString());
        } catch (TimeoutException e) {
            throw new AssertionError("Rendering took too long", e);
        }
    }
}
