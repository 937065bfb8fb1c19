/** The keys of a portal, and what is sealed with them. */
package io.ftpcluster.master.secrets;
