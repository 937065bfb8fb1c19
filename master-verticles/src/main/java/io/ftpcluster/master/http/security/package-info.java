/**
 * Who asks, over which way, and what browsers are told to refuse: authentication, cookies, cross-site requests,
 * addresses behind proxies. Touches responses and what a request says.
 */
package io.ftpcluster.master.http.security;
