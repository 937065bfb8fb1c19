package io.ftpcluster.master.http;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A portal for each test, and a client for it. */
abstract class PortalTest {

    FakePortal portal;
    Client client;

    @BeforeEach
    void startPortal() throws Exception {
        portal = FakePortal.start();
        client = new Client(portal.port());
    }

    @AfterEach
    void stopPortal() throws Exception {
        client.close();
        portal.close();
    }
}
