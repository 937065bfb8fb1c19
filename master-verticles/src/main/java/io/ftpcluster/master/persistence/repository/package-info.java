/**
 * One class for each aggregate, with all its statements. Touches {@code sql}; repositories that write an audit entry in
 * the same transaction use each other.
 */
package io.ftpcluster.master.persistence.repository;
