/** Texts that strangers wrote. */
package io.ftpcluster.text;
