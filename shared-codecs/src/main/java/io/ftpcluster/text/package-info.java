/** Texts: what strangers wrote, made printable, and what constants are called. */
package io.ftpcluster.text;
