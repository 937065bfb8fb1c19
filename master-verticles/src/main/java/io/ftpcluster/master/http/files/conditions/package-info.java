/** Preconditions, ranges and validators (RFC 9110, 13 and 14). Touches nothing else of the portal. */
package io.ftpcluster.master.http.files.conditions;
