/** The audit trail as a stream to a file, syslog or a webhook, beside the database. */
package io.ftpcluster.master.audit;
