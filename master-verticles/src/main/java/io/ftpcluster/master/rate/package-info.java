/** How often something may be done. Knows nothing of the portal; every part may use it. */
package io.ftpcluster.master.rate;
