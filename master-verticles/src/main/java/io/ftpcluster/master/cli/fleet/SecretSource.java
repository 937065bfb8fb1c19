package io.ftpcluster.master.cli.fleet;

/**
 * Where a secret is read from, when it is needed.
 *
 * @param place a file's path, or the name of a variable of the environment
 */
public record SecretSource(boolean isFile, String place, int line) {

    /** As in the file. */
    @Override
    public String toString() {
        return (isFile ? "file " : "env ") + place;
    }
}
