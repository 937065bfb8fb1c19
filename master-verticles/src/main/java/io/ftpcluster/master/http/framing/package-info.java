/**
 * Refuses, before any route, what could be read in two ways: HTTP/1.1 (RFC 9112) and HTTP/2 (RFC 9113). Touches only
 * what a request says.
 */
package io.ftpcluster.master.http.framing;
