/**
 * The two database engines: SQLite and PostgreSQL, their dialects, errors, connections and migrations. Nobody else
 * tells one from the other.
 */
package io.ftpcluster.master.persistence.engine;
