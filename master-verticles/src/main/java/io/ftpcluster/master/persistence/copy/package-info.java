/** A whole database into another, checked row by row: from SQLite to PostgreSQL. Touches engines only. */
package io.ftpcluster.master.persistence.copy;
