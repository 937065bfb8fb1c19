package io.ftpcluster.master.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate that nobody trusts, expired, and its key: for reading, not for serving. */
final class Pem {

    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBhjCCAS2gAwIBAgIUE0YptuCkZdX3rng96BHmph/QbdAwCgYIKoZIzj0EAwIw
            GTEXMBUGA1UEAwwOcG9ydGFsLmV4YW1wbGUwHhcNMjYxMTIxMTk1NzMxWhcNMjYx
            MTIyMTk1NzMxWjAZMRcwFQYDVQQDDA5wb3J0YWwuZXhhbXBsZTBZMBMGByqGSM49
            AgEGCCqGSM49AwEHA0IABKaD/xYCMo17g/5yw+qRPLCAtUYQYLDvma2eJ9vLjlj0
            ipCBSSPDfWryPVf1jGfEE1m2/S+hDxJmcu4V5c9mDHijUzBRMB0GA1UdDgQWBBTS
            7RpbMk6v4nFxgRjW9cuEPfn+njAfBgNVHSMEGDAWgBTS7RpbMk6v4nFxgRjW9cuE
            Pfn+njAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCICSRgWCOajY9
            oQ2WQfQMtGi3VPqZZ4GjsZ0Ybt5zVU7tAiBoGGgfHy6WSS59kOZnO13fBMF3AcSH
            apG7QEO/uPBpFw==
            -----END CERTIFICATE-----
            """;

    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglvMuM93NYSzU/OfF
            5kXuluIY9VGaHDiXuKuQ4xr7LgGhRANCAASmg/8WAjKNe4P+csPqkTywgLVGEGCw
            75mtnifby45Y9IqQgUkjw31q8j1X9YxnxBNZtv0voQ8SZnLuFeXPZgx4
            -----END PRIVATE KEY-----
            """;

    private Pem() {}

    /** As {@code cert.pem} and {@code key.pem}. */
    static void writeTo(Path directory) throws IOException {
        Files.writeString(directory.resolve("cert.pem"), CERTIFICATE);
        Files.writeString(directory.resolve("key.pem"), KEY);
    }
}
