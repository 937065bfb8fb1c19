/** Bounds of connections: how many there may be, how long they may take, and what may wait for them. */
package io.ftpcluster.master.http.connections;
