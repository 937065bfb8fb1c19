/**
 * Lines of listings become entries. What a server sends is a stranger's text of any length up to the reader's bound, so
 * everything here goes over a line a bounded number of times, without regular expressions and without recursion.
 */
package io.ftpcluster.master.files.ftp.listing.format;
