/**
 * Files under {@code /ftp/}: one class for each method, made of the packages below. Nobody but the contract binds it; it
 * asks {@code files} over the bus.
 */
package io.ftpcluster.master.http.files;
