/** Real agents on a real portal, each in a process of its own, over networks that break. */
package io.ftpcluster.fleet;
