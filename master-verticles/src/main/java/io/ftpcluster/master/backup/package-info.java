/** The portal's state in one file and back: by hand, and again and again by the node that leads. */
package io.ftpcluster.master.backup;
