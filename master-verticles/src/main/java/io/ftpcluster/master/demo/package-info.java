/** A portal to try: two FTP servers with sample files and agents, and several masters behind a balancer. */
package io.ftpcluster.master.demo;
