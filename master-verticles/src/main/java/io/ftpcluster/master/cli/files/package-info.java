/** Commands that list and move files through a portal, over its API. They know {@code cli.remote}, which asks it. */
package io.ftpcluster.master.cli.files;
