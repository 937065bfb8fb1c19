/** Encryption by a passphrase in the format age v1 (age-encryption.org/v1, C2SP). Knows nobody. */
package io.ftpcluster.master.backup.age;
