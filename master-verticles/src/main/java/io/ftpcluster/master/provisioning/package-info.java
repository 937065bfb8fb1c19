/** How servers join the fleet: their registration, their agents' tokens, what sets them up. */
package io.ftpcluster.master.provisioning;
