package io.ftpcluster.agent.account;

import java.nio.file.Path;

/**
 * Where things are.
 *
 * @param etc the folder of passwd, group and shadow
 * @param programs the folder of useradd and the like
 * @param group the primary group of all accounts, and of nobody else
 * @param root the folder of the accounts' homes
 */
public record AccountSettings(Path etc, Path programs, String group, Path root) {

    public AccountSettings {
        root = root.normalize();
    }

    /** @param root an absolute path */
    public static AccountSettings standard(String root) {
        return new AccountSettings(Path.of("/etc"), Path.of("/usr/sbin"), "ftpcluster", Path.of(root));
    }
}
