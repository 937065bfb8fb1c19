/**
 * The bytes of files, down and up: reading with speculation, atomic uploads, splicing in the kernel, and the removal of
 * what interrupted uploads left. Touches everything below but the diagnosis.
 */
package io.ftpcluster.master.files.ftp.transfer;
