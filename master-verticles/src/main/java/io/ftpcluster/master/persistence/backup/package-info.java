/** Copies of a whole database as its engine makes them, and their way back. Touches engines only. */
package io.ftpcluster.master.persistence.backup;
