/** The archive that is installed, as an operator unpacks it. */
package io.ftpcluster.distribution;
