/**
 * The test of a server, step by step, over real sessions. Touches all steps before it; only {@code FtpDiagnosis} uses
 * it.
 */
package io.ftpcluster.master.files.ftp.diagnosis;
