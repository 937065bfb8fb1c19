/** The command {@code doctor}: one class a thing that is looked at, each knowing nothing of the others. Changes nothing anywhere. */
package io.ftpcluster.master.cli.doctor;
