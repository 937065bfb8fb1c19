/**
 * Bytes between a client and a handle or sink, with backpressure or past HTTP through the client's socket. Touches
 * paths and framing.
 */
package io.ftpcluster.master.http.files.transfer;
