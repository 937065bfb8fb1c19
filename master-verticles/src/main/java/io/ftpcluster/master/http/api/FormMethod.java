package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.body.RequestFields;

/** What a form that can only POST asks for, in its field {@code _method}. */
enum FormMethod {
    PATCH,
    DELETE;

    static FormMethod of(RequestFields fields) {
        FormMethod method = fields.newChoice("_method", FormMethod.class);
        if (method == null) {
            throw Failure.invalid("_method", "must be patch or delete").exception();
        }
        return method;
    }
}
