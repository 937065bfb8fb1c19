/** What must last: the databases, one repository for each aggregate, migrations. Nobody else sees SQL. */
package io.ftpcluster.master.persistence;
