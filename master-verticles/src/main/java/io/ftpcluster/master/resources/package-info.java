/** What is packed with the program, found again in its JAR or beside its classes. Knows nobody. */
package io.ftpcluster.master.resources;
