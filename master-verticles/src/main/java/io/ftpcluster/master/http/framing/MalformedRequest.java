package io.ftpcluster.master.http.framing;

/**
 * What came isn't a request that has one meaning, or is of a kind that isn't served: nothing of it is done, and nothing
 * that follows it on its connection is read as a request (RFC 9112, 2.2 and 6.3).
 */
public final class MalformedRequest extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int VERSION_NOT_SUPPORTED = 505;

    private final int status;

    /** @param detail for the client; never with what it sent, which may be anything */
    MalformedRequest(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    static MalformedRequest bad(String detail) {
        return new MalformedRequest(BAD_REQUEST, detail);
    }

    static MalformedRequest notImplemented(String detail) {
        return new MalformedRequest(NOT_IMPLEMENTED, detail);
    }

    static MalformedRequest version(String detail) {
        return new MalformedRequest(VERSION_NOT_SUPPORTED, detail);
    }

    public int status() {
        return status;
    }
}
