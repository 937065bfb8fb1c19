/**
 * Request bodies: read whole within a limit and a deadline, refused, or thrown away; forms and JSON as fields. Touches
 * the connections' bounds.
 */
package io.ftpcluster.master.http.body;
