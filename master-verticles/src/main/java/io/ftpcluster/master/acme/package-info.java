/** The portal's certificate, ordered from a CA by ACME (RFC 8555): one node orders it for all, each answers the CA's questions. */
package io.ftpcluster.master.acme;
