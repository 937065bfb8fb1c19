package io.ftpcluster.master.backup;

import io.ftpcluster.bus.Secret;

/** Without them what the database has sealed can't be read. */
record PortalKeys(Secret secretKey, Secret fernetKeys) {}
