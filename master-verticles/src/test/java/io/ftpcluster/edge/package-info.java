/** What faces the load balancer, tried with real ones. */
package io.ftpcluster.edge;
