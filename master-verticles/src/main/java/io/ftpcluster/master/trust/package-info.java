/** Whose certificates are trusted when the portal calls others: FTP servers, the webhook, the mail server. */
package io.ftpcluster.master.trust;
