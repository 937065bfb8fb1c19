/** Texts that strangers wrote, made printable, and how often a log says the same. */
package io.ftpcluster.text;
