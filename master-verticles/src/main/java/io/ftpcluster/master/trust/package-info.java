/**
 * Certificates: whose are trusted when the portal calls others (FTP servers, the webhook, the mail server), a certificate and its key
 * from files, and how people read them.
 */
package io.ftpcluster.master.trust;
