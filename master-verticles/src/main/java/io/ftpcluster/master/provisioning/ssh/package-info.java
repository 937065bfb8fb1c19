/** Commands and files on servers over SSH, with the host key pinned. Waits, so it belongs on virtual threads. */
package io.ftpcluster.master.provisioning.ssh;
