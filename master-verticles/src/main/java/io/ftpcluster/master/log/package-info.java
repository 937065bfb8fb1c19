/** What a line of the log looks like, as text or as JSON. */
package io.ftpcluster.master.log;
