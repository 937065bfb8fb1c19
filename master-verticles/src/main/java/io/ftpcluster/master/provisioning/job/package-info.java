/** Jobs that set servers up over SSH, step by step, on the node that holds the lease for them. */
package io.ftpcluster.master.provisioning.job;
