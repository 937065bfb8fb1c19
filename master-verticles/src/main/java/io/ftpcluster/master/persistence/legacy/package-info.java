/** Reads the database of the portal's Python version: a file that may hold anything. Touches engines only. */
package io.ftpcluster.master.persistence.legacy;
