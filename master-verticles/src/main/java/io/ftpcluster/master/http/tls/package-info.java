/** The portal's own certificate, and how it is replaced while connections stand. */
package io.ftpcluster.master.http.tls;
