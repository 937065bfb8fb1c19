/** The FTP servers of the demo, which the master's command {@code demo} runs as a process of its own. */
package io.ftpcluster.demo;
