/** How the fleet stands, as JSON, as pages, and as a stream of what changes. */
package io.ftpcluster.master.http.live;
