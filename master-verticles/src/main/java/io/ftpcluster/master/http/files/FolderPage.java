package io.ftpcluster.master.http.files;

import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.core.Environment;
import io.ftpcluster.master.http.ByteText;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Files.Info;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A folder for people, and for programs that follow links: hrefs of entries are relative to the folder. */
final class FolderPage implements FolderFormat {

    private static final String TEMPLATE = "webroot/templates/folder.ftl";

    private final Configuration templates;
    private final String nodeName;

    FolderPage(Configuration templates, String nodeName) {
        this.templates = templates;
        this.nodeName = nodeName;
    }

    @Override
    public String contentType() {
        return "text/html; charset=utf-8";
    }

    @Override
    public void write(Folder folder, Viewer viewer, OutputStream out) throws IOException {
        Template template = templates.getTemplate(TEMPLATE, Locale.ROOT);
        Writer writer = new PageWriter(out);
        try {
            Environment run = template.createProcessingEnvironment(model(folder, viewer), writer);
            // The default prints the stack trace into the page.
            run.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
            run.setLogTemplateExceptions(false);
            run.process();
        } catch (TemplateException e) {
            throw new IOException(e);
        }
        writer.close();
    }

    private Map<String, Object> model(Folder folder, Viewer viewer) {
        Map<String, Object> model = new HashMap<>();
        model.put("node", nodeName);
        model.put("me", Map.of("username", viewer.username(), "admin", viewer.admin()));
        model.put("username", folder.path().username());
        model.put("alias", folder.path().alias());
        model.put("path", folder.path().path().text());
        model.put("breadcrumbs", breadcrumbs(folder.path()));
        model.put("entries", rows(folder.entries()));
        model.put("incomplete", folder.incomplete());
        model.put("parent_href", folder.path().parent() == null ? null : "../");
        return model;
    }

    private static List<Map<String, Object>> breadcrumbs(FtpPath path) {
        ArrayDeque<Map<String, Object>> crumbs = new ArrayDeque<>();
        for (FtpPath at = path; at != null; at = at.parent()) {
            crumbs.addFirst(Map.of("name", at.name(), "href", at.href()));
        }
        return new ArrayList<>(crumbs);
    }

    /** Each row is made when the template comes to it: a long list isn't held twice. */
    private static List<Map<String, Object>> rows(List<Info> entries) {
        return new AbstractList<>() {
            @Override
            public Map<String, Object> get(int index) {
                return row(entries.get(index));
            }

            @Override
            public int size() {
                return entries.size();
            }
        };
    }

    private static Map<String, Object> row(Info entry) {
        Map<String, Object> row = new HashMap<>();
        row.put("name", entry.name());
        row.put("href", FtpPath.encode(entry.name()) + (entry.type() == Files.Type.DIRECTORY ? "/" : ""));
        row.put("type", Folder.type(entry));
        row.put("size", Folder.size(entry));
        row.put("size_text", sizeText(Folder.size(entry)));
        row.put("modified", Folder.modified(entry));
        return row;
    }

    /** Null for null. */
    static String sizeText(Long size) {
        return size == null ? null : ByteText.of(size);
    }

    /** FreeMarker flushes after each include, which would make chunks of a few bytes. */
    private static final class PageWriter extends OutputStreamWriter {
        PageWriter(OutputStream out) {
            super(out, StandardCharsets.UTF_8);
        }

        @Override
        public void flush() {}
    }
}
