/** Statements, transactions, fences and remembered answers over either engine. Touches engines only. */
package io.ftpcluster.master.persistence.sql;
