/** A walk through a folder and all below it. */
package io.ftpcluster.master.http.files.tree;
