/**
 * FTP (RFC 959) with explicit and implicit TLS (RFC 4217) as a backend of {@code files}: what the wiring takes from
 * here. Each package below is a step that touches only those before it: socket, reply, tls, session, data, pool,
 * listing, namespace, transfer, diagnosis. Nobody else touches them. Everything blocks, on virtual threads.
 */
package io.ftpcluster.master.files.ftp;
