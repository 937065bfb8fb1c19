/**
 * Pages and problem responses (RFC 9457): templates, messages that survive a redirect, numbers for people. Touches who
 * asks and how one answers.
 */
package io.ftpcluster.master.http.page;
