package io.ftpcluster.master.cli.fleet;

/** What is wrong with a file, for who wrote it; never with a secret. */
public record Problem(int line, String text) {}
