/**
 * What a request says and any part of HTTP may read: authority and percent-encoding (RFC 3986), the representations
 * that are accepted (RFC 9110, 12). Touches nothing else of the portal.
 */
package io.ftpcluster.master.http.request;
