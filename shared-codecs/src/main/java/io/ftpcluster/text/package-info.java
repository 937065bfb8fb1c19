/** Texts: what strangers wrote, made printable, what constants are called, and how often a log says the same. */
package io.ftpcluster.text;
