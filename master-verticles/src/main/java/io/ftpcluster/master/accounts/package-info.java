/** Accounts as a desired state: has agents make the system users on their servers as the portal says they should be. */
package io.ftpcluster.master.accounts;
