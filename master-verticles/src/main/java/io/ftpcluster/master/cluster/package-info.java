/** Several masters as one: who is a member, who may become one, and who does the work that only one may do. */
package io.ftpcluster.master.cluster;
