/** Several masters as one: who is a member, and who may become one. */
package io.ftpcluster.master.cluster;
