/** Files on the servers: the proxy verticle, what it asks of a kind of server, and the kinds. */
package io.ftpcluster.master.files;
