package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.Answer;
import io.ftpcluster.master.cli.remote.CommandOutput;
import io.ftpcluster.master.cli.remote.ExitCodes;
import io.ftpcluster.master.cli.remote.Portal;
import io.ftpcluster.master.cli.remote.PortalClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What can be asked of {@code /ftp/}: lists, looks and changes. The bytes of files are for {@link Download} and {@link Upload}. */
final class PortalFiles implements AutoCloseable {

    private static final int MOST_LIST_BYTES = 64 << 20;

    private static final int UNAUTHENTICATED = 401;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int CONFLICT = 409;
    private static final int EXISTS = 412;
    private static final int MOVED = 301;
    private static final int MOVED_AS_IT_IS = 308;

    private final Portal portal;
    private final String owner;
    private final Exchange exchange;

    /** @param owner whose folders; null: those of who asks */
    PortalFiles(Portal portal, String owner) {
        this.portal = portal;
        this.owner = owner == null ? portal.client().user() : owner;
        this.exchange = new Exchange(portal.client());
    }

    CommandOutput screen() {
        return portal.screen();
    }

    PortalClient client() {
        return portal.client();
    }

    Exchange exchange() {
        return exchange;
    }

    HttpRequest.Builder request(RemoteAddress address) {
        return client().request(address.path(owner));
    }

    FolderContent list(RemoteAddress folder) {
        HttpResponse<byte[]> response = listing(folder);
        if (response.statusCode() != 200) {
            throw refusal(response, new String(response.body(), StandardCharsets.UTF_8));
        }
        try {
            return FolderContent.parse(response.body());
        } catch (IOException e) {
            throw new EndOfAllException(client().unreachable(e));
        }
    }

    private HttpResponse<byte[]> listing(RemoteAddress folder) {
        return exchange.ask(request(folder.asFolder()).GET().build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_LIST_BYTES));
    }

    /** What is at a path; empty when nothing is. A server's top is a folder, whether it can be reached or not. */
    Optional<RemoteInfo> find(RemoteAddress address) {
        if (address.isTop()) {
            return Optional.of(RemoteInfo.FOLDER);
        }
        HttpResponse<String> head = exchange.ask(request(address.asFile()).HEAD().build(), Exchange.words());
        if (isFolder(head)) {
            return Optional.of(RemoteInfo.FOLDER);
        }
        return switch (head.statusCode()) {
            case 200 -> Optional.of(RemoteInfo.of(head.headers()));
            case NOT_FOUND -> Optional.empty();
            default -> throw refusal(why(address));
        };
    }

    /** Sent on to the same path with a slash. Elsewhere nobody sends but a proxy that isn't the portal. */
    private boolean isFolder(HttpResponse<?> response) {
        String asked = response.request().uri().getRawPath();
        return (response.statusCode() == MOVED || response.statusCode() == MOVED_AS_IT_IS)
                && location(response).filter(there -> there.equals(asked + "/")).isPresent();
    }

    private static Optional<String> location(HttpResponse<?> response) {
        return response.headers().firstValue("Location");
    }

    /** The answer to a HEAD has no words. */
    private HttpResponse<String> why(RemoteAddress address) {
        return exchange.ask(request(address.asFile()).GET().header("Range", "bytes=0-0").build(), Exchange.words());
    }

    /** @return whether it wasn't there before; what is may be a file */
    boolean makeFolder(RemoteAddress folder) {
        HttpResponse<String> response = change("MKCOL", folder.asFolder());
        if (response.statusCode() == NOT_ALLOWED) {
            return false;
        }
        require(response);
        return true;
    }

    /** With those above it. */
    void makeFolders(RemoteAddress folder) {
        if (folder.isTop()) {
            return;
        }
        HttpResponse<String> response = change("MKCOL", folder.asFolder());
        if (response.statusCode() == CONFLICT || (response.statusCode() == NOT_FOUND && !folder.parent().isTop())) {
            makeFolders(folder.parent());
            makeFolder(folder);
        } else if (response.statusCode() != NOT_ALLOWED) {
            require(response);
        } else if (!find(folder).orElse(RemoteInfo.FOLDER).folder()) {
            throw new CommandException(ExitCodes.REFUSED, folder.asFile().shown() + " is a file");
        }
    }

    void remove(RemoteAddress address, boolean recursive) {
        String query = recursive ? "?recursive=true" : "";
        HttpRequest request = client().request(address.path(owner) + query).DELETE().build();
        require(exchange.ask(request, Exchange.words()));
    }

    void move(RemoteAddress from, RemoteAddress to, boolean overwrite) {
        HttpRequest request = request(from).method("MOVE", BodyPublishers.noBody())
                .header("Destination", to.path(owner))
                .header("Overwrite", overwrite ? "T" : "F")
                .build();
        require(exchange.ask(request, Exchange.words()));
    }

    private HttpResponse<String> change(String method, RemoteAddress address) {
        return exchange.ask(request(address).method(method, BodyPublishers.noBody()).build(), Exchange.words());
    }

    void require(HttpResponse<String> response) {
        if (response.statusCode() < 200 || response.statusCode() > 299) {
            throw refusal(response);
        }
    }

    CommandException refusal(HttpResponse<String> response) {
        return refusal(response, response.body());
    }

    /** @param words its body */
    CommandException refusal(HttpResponse<?> response, String words) {
        if (isFolder(response)) {
            return new CommandException(ExitCodes.REFUSED, "it is a folder: say -r for all that is in it");
        }
        return response.statusCode() == EXISTS
                ? thereAlready()
                : refusal(new Answer(response.statusCode(), location(response).orElse(null), words));
    }

    static CommandException thereAlready() {
        return new CommandException(ExitCodes.REFUSED,
                "there is something already: --force replaces it, and --resume passes over what is whole");
    }

    private CommandException refusal(Answer answer) {
        CommandException why = portal.refusal(answer);
        return answer.status() == UNAUTHENTICATED || why.exitCode() == ExitCodes.UNREACHABLE
                ? new EndOfAllException(why)
                : why;
    }

    @Override
    public void close() {
        portal.close();
    }
}
