/** The file of KEY=VALUE lines that masters and agents are configured by. */
package io.ftpcluster.env;
