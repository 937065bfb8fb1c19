/** Faults of FTP servers while the portal uses them, many at once, and what must hold then. Needs nothing but the JDK. */
package io.ftpcluster.faults;
