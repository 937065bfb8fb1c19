package io.ftpcluster.master.http.files.folder;

import freemarker.core.Environment;
import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateScalarModel;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.page.ByteText;
import io.ftpcluster.master.http.page.Pages;
import io.ftpcluster.master.http.security.SecurityHeaders;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.RawNames;
import io.ftpcluster.text.EnumNames;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A folder for people, and for programs that follow links: hrefs of entries are relative to the folder. */
public final class FolderPage implements FolderFormat {

    private static final String TEMPLATE = "webroot/templates/folder.ftl";
    /** As many rows as a page shows at once; its script asks for the others. */
    static final int BRIEF = 200;
    private static final Pattern TURNING = Pattern.compile("[\\u202A-\\u202E\\u2066-\\u2069]");

    private final Configuration templates;
    private final Map<String, Object> common;

    /** @param common what every page knows */
    public FolderPage(Configuration templates, Map<String, Object> common) {
        this.templates = templates;
        this.common = Map.copyOf(common);
    }

    @Override
    public String contentType() {
        return "text/html; charset=utf-8";
    }

    @Override
    public String policy() {
        return SecurityHeaders.WITH_MEDIA;
    }

    @Override
    public void write(Folder folder, Viewer viewer, OutputStream out) throws IOException {
        Template template = templates.getTemplate(TEMPLATE, Locale.ROOT);
        PageWriter writer = new PageWriter(out);
        try {
            Environment run = template.createProcessingEnvironment(model(folder, viewer, writer), writer);
            // The default prints the stack trace into the page.
            run.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
            run.setLogTemplateExceptions(false);
            run.process();
        } catch (TemplateException e) {
            throw new IOException(e);
        }
        writer.close();
    }

    private Map<String, Object> model(Folder folder, Viewer viewer, PageWriter writer) {
        Map<String, Object> model = new HashMap<>(common);
        model.put("me", Pages.me(viewer.user()));
        model.put("here", folder.path().href());
        model.put("username", folder.path().username());
        model.put("alias", folder.path().alias());
        model.put("path", RawNames.shown(folder.path().path().text()));
        model.put("breadcrumbs", breadcrumbs(folder.path()));
        boolean cut = viewer.brief() && (folder.isLarge() || folder.first().size() > BRIEF);
        List<Info> first = folder.isLarge() ? folder.first() : viewer.order().of(folder.first());
        model.put("entries",
                cut ? first.stream().limit(BRIEF).map(FolderPage::row).iterator() : new Rows(folder, first, writer));
        model.put("cut", cut ? BRIEF : null);
        model.put("brief", viewer.brief());
        model.put("total", folder.isLarge() ? null : first.size());
        model.put("order", folder.isLarge() ? null : viewer.order().text());
        model.put("rights", viewer.rights().stream().map(EnumNames::of).sorted().toList());
        model.put("sorted", folder.isLarge() && !cut ? folder.first().size() : null);
        // Of a large folder that is known after the last row, and asked for there.
        model.put("incomplete",
                (TemplateScalarModel) () -> cut && folder.isLarge() ? "" : shown(folder.incomplete(viewer)));
        model.put("parent_href", folder.path().parent() == null ? null : "../");
        return model;
    }

    private static List<Map<String, Object>> breadcrumbs(FtpPath path) {
        ArrayDeque<Map<String, Object>> crumbs = new ArrayDeque<>();
        for (FtpPath at = path; at != null; at = at.parent()) {
            crumbs.addFirst(Map.of("name", inOrder(RawNames.shown(at.name())), "href", at.href()));
        }
        return new ArrayList<>(crumbs);
    }

    private static String shown(String text) {
        return text == null ? "" : RawNames.shown(text);
    }

    /** Each row is made when the template comes to it, and what was written is sent before more is waited for. */
    private static final class Rows implements Iterator<Map<String, Object>> {

        private final Folder folder;
        private final PageWriter writer;
        private Iterator<Info> entries;

        Rows(Folder folder, List<Info> first, PageWriter writer) {
            this.folder = folder;
            this.writer = writer;
            this.entries = first.iterator();
        }

        @Override
        public boolean hasNext() {
            while (!entries.hasNext() && folder.hasMore()) {
                writer.send();
                entries = folder.next().iterator();
            }
            return entries.hasNext();
        }

        @Override
        public Map<String, Object> next() {
            return row(entries.next());
        }
    }

    private static Map<String, Object> row(Info entry) {
        Map<String, Object> row = new HashMap<>();
        row.put("name", inOrder(RawNames.shown(entry.name())));
        row.put("href", Folder.href(entry));
        row.put("type", Folder.type(entry));
        row.put("size", Folder.size(entry));
        row.put("size_text", sizeText(Folder.size(entry)));
        row.put("modified", Folder.modified(entry));
        return row;
    }

    /** Without the characters that turn what follows around (UAX 9, 2): exe.jpg may be a program then. */
    private static String inOrder(String name) {
        return TURNING.matcher(name).replaceAll("\uFFFD");
    }

    /** Null for null. */
    public static String sizeText(Long size) {
        return size == null ? null : ByteText.of(size);
    }

    /** FreeMarker flushes after each include, which would make chunks of a few bytes. */
    private static final class PageWriter extends OutputStreamWriter {
        PageWriter(OutputStream out) {
            super(out, StandardCharsets.UTF_8);
        }

        @Override
        public void flush() {}

        void send() {
            try {
                super.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
