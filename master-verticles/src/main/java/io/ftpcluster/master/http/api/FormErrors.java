package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.page.Problems;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was wrong with a form, for its page: as a whole, and at each field. */
record FormErrors(int status, String error, Map<String, String> errors) {

    static FormErrors of(Failure failure) {
        Map<String, String> errors = new LinkedHashMap<>();
        failure.errors().forEach(error -> errors.put(error.field(), error.detail()));
        String error = errors.isEmpty() ? failure.detail() : "Please correct the marked fields.";
        return new FormErrors(Problems.statusOf(failure.code()), error, errors);
    }

    void putInto(Map<String, Object> model) {
        model.put("error", error);
        model.put("errors", errors);
    }
}
