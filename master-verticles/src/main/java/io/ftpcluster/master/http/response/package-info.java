/** The shapes of responses that succeeded. Touches bodies, which an early response throws away. */
package io.ftpcluster.master.http.response;
