package io.ftpcluster.faults;

import io.ftpcluster.testing.FaultyHost;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody who is logged in. */
public record PortalLogin(URI url, String user, String token) {

    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    public static PortalLogin of(URI url, String user, String password) throws IOException, InterruptedException {
        String answer = post(url.resolve("/login"), "", """
                {"username": "%s", "password": "%s"}""".formatted(user, password), 200);
        Matcher token = TOKEN.matcher(answer);
        if (!token.find()) {
            throw new IOException("no token in " + answer);
        }
        return new PortalLogin(url, user, token.group(1));
    }

    /** As an admin: a new user who may do everything on these hosts, whose aliases are their names. */
    PortalLogin enrol(String name, String password, Iterable<FaultyHost> hosts)
            throws IOException, InterruptedException {
        create("/users", """
                {"username": "%s", "password": "%s", "role": "user"}""".formatted(name, password));
        for (FaultyHost host : hosts) {
            create("/servers", """
                    {"alias": "%s", "host": "%s", "ftp_port": 21, %s}""".formatted(host.name(), host.address(),
                    security(host)));
            create("/permissions", """
                    {"user_id": "%s", "server_id": "%s", "ftp_username": "%s", "user_pass": "%s"}""".formatted(name,
                    host.name(), host.user(), host.password()));
        }
        return of(url, name, password);
    }

    private static String security(FaultyHost host) {
        return host.hasTls()
                ? "\"ftp_security\": \"explicit\", \"tls_fingerprint\": \"" + host.fingerprint() + "\""
                : "\"ftp_security\": \"none\"";
    }

    private void create(String path, String json) throws IOException, InterruptedException {
        post(url.resolve(path), token, json, 201);
    }

    private static String post(URI to, String token, String json, int expected)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(to)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != expected) {
                throw new IOException("POST " + to + " answered " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        }
    }

    /** The value of a metric without labels, as an admin. */
    double metric(String name) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/metrics"))
                .header("Authorization", "Bearer " + token)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String all = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return all.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no metric " + name));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Where one of this user's files is. */
    String path(FaultyHost host, String file) {
        return "/ftp/" + user + "/" + host.name() + "/" + file;
    }
}
