/** Who somebody is: passwords, tokens, and how often one may guess. */
package io.ftpcluster.master.auth;
