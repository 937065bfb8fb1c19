package io.ftpcluster.master.http.page;

import freemarker.cache.ClassTemplateLoader;
import freemarker.cache.StrongCacheStorage;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The template engine as {@link Pages} needs it. */
public final class PageEngine {

    private static final String FOLDER = "webroot/templates/";
    /** What people see first. All others share the layout with them. */
    private static final List<String> FIRST = List.of("docs", "dashboard", "folder", "servers", "server", "transfers");

    private PageEngine() {}

    /**
     * Loads the engine, and parses what people see first, on the calling thread; blocking. On an event loop the same would
     * keep everybody waiting, on a busy machine for seconds.
     */
    public static void preload(FreeMarkerTemplateEngine engine) throws IOException, TemplateException {
        Configuration configuration = engine.unwrap();
        configuration.getTemplate(pathOf("login"))
                .process(Map.of("node", "", "assets", "", "in_the_open", false, "next", "/"), Writer.nullWriter());
        for (String page : FIRST) {
            configuration.getTemplate(pathOf(page));
        }
    }

    /** @param page its name without extension: {@code login} */
    static String pathOf(String page) {
        return FOLDER + page + ".ftl";
    }

    /**
     * Vert.x keeps a parsed page, but not what the page imports, which would be read and parsed on the event loop for
     * every request (5 ms instead of 0.1 ms). It shares the pages of all engines of one Vertx, so make each here.
     */
    public static FreeMarkerTemplateEngine create(Vertx vertx) {
        FreeMarkerTemplateEngine engine = FreeMarkerTemplateEngine.create(vertx);
        Configuration configuration = engine.unwrap();
        // Vert.x' own would have each file unpacked into a temporary folder, which a killed node leaves behind.
        configuration.setTemplateLoader(new ClassTemplateLoader(PageEngine.class.getClassLoader(), ""));
        configuration.setCacheStorage(new StrongCacheStorage());
        configuration.setTemplateUpdateDelayMilliseconds(Long.MAX_VALUE);
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setLocale(Locale.ROOT);
        // A failure is reported once, where all failures are.
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        return engine;
    }
}
