package io.ftpcluster.master.http;

import freemarker.template.Configuration;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.templ.freemarker.FreeMarkerTemplateEngine;
import java.util.Map;

/** "Renders" a template's name and model as JSON, so that tests see what a page is given, not how it looks. */
final class EchoTemplates implements FreeMarkerTemplateEngine {

    @Override
    public Configuration unwrap() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Buffer> render(Map<String, Object> model, String file) {
        String name = file.substring(file.lastIndexOf('/') + 1).replace(".ftl", "");
        return Future
                .succeededFuture(new JsonObject().put("template", name).put("model", new JsonObject(model)).toBuffer());
    }

    @Override
    public void clearCache() {
        // There is none.
    }
}
