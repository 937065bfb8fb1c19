/** Several masters as operators run them: real processes, a balancer and one database. */
package io.ftpcluster.cluster;
