/** What the bus is answered, one class for each domain: which repository does it, and who is told of the change. Touches {@code repository}. */
package io.ftpcluster.master.persistence.handler;
