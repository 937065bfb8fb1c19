/** One node: all its parts, made and wired here and nowhere else, started and stopped as ordered lists. */
package io.ftpcluster.master.node;
