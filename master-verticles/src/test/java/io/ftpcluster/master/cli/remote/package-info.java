/** Commands over the API, against a real portal, and against servers that say what no portal says. */
package io.ftpcluster.master.cli.remote;
