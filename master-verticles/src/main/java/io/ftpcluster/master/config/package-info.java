/** One validated record tree of settings, made of defaults, file, environment and flags. */
package io.ftpcluster.master.config;
